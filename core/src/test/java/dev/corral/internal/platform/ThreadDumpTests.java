package dev.corral.internal.platform;

import java.io.StringReader;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ThreadDumpTests {

	@Test
	void monitorsAreReadAsJdk25WritesThem() {
		assertThat(ThreadDump.lockWaits(dump("""
				{ "tid": "23", "time": "2026-11-24T17:40:00.351Z", "virtual": true, "name": "a\\"b\\\\\\u0041",
				  "state": "BLOCKED", "blockedOn": "java.lang.Object@1", "stack": ["A.run(A.java:4)"],
				  "monitorsOwned": [ { "depth": 0, "locks": [ null, "java.lang.Object@2" ] } ] },
				{ "tid": "25", "name": "b", "state": "BLOCKED", "blockedOn": "java.lang.Object@2",
				  "monitorsOwned": [ { "depth": 0, "locks": [ "java.lang.Object@1" ] } ] },
				{ "tid": "26", "name": "", "state": "RUNNABLE", "stack": [ ] }
				"""))).containsExactlyInAnyOrder(
				new LockWait(23, "java.lang.Object@1", 25, "A.run(A.java:4)".hashCode()),
				new LockWait(25, "java.lang.Object@2", 23, 0));
	}

	@Test
	void ownersOfLocksAreReadAsStringsAndAsNumbers() {
		assertThat(ThreadDump.lockWaits(dump("""
				{ "tid": "1", "state": "WAITING", "parkBlocker": { "object": "Lock@1", "owner": "2" } },
				{ "tid": 2, "state": "WAITING", "parkBlocker": { "object": "Lock@2", "owner": 3 } },
				{ "tid": 3, "state": "WAITING",
				  "parkBlocker": { "object": "Lock@3", "exclusiveOwnerThreadId": 4, "more": [ { } ] } },
				{ "tid": 4, "state": "WAITING", "parkBlocker": { "object": "Queue@1" } }
				"""))).containsExactly(new LockWait(1, "Lock@1", 2, 0), new LockWait(2, "Lock@2", 3, 0),
				new LockWait(3, "Lock@3", 4, 0));
	}

	@Test
	void timedWaitForALockIsNone() {
		assertThat(ThreadDump.lockWaits(dump("""
				{ "tid": "1", "state": "TIMED_WAITING", "parkBlocker": { "object": "Lock@1", "owner": "2" } }
				"""))).isEmpty();
	}

	@Test
	void monitorThatIsWaitedOnIsNotOwned() {
		assertThat(ThreadDump.lockWaits(dump("""
				{ "tid": "1", "state": "WAITING", "waitingOn": "M@1",
				  "monitorsOwned": [ { "depth": 3, "locks": [ "M@1" ] } ] },
				{ "tid": "2", "state": "BLOCKED", "blockedOn": "M@1",
				  "monitorsOwned": [ { "depth": 3, "locks": [ "M@1" ] } ] },
				{ "tid": "3", "state": "BLOCKED", "blockedOn": "M@1" }
				"""))).isEmpty();
	}

	@Test
	void monitorThatTwoThreadsSeemToOwnHasNoOwner() {
		assertThat(ThreadDump.lockWaits(dump("""
				{ "tid": "1", "state": "RUNNABLE", "monitorsOwned": [ { "depth": 0, "locks": [ "M@1" ] } ] },
				{ "tid": "2", "state": "BLOCKED", "blockedOn": "M@1" },
				{ "tid": "3", "state": "RUNNABLE", "monitorsOwned": [ { "depth": 0, "locks": [ "M@1" ] } ] }
				"""))).isEmpty();
	}

	@Test
	void threadThatIsElsewhereHasGotOn() {
		String thread = "{ \"tid\": 1, \"state\": \"WAITING\", \"stack\": [ \"A.run(A.java:%s)\", \"B\" ],"
				+ " \"parkBlocker\": { \"object\": \"L\", \"owner\": 2 } }";
		assertThat(ThreadDump.lockWaits(dump(thread.formatted("4"))))
			.isEqualTo(ThreadDump.lockWaits(dump(thread.formatted("4"))))
			.isNotEqualTo(ThreadDump.lockWaits(dump(thread.formatted("5"))));
	}

	@Test
	void dumpWithoutLocksTellsNothing() {
		assertThat(ThreadDump.lockWaits(dump("""
				{ "tid": "1", "name": "main", "stack": [ "A.run(A.java:4)" ] }
				"""))).isEmpty();
		assertThat(ThreadDump.lockWaits(new StringReader("{}"))).isEmpty();
		assertThat(ThreadDump.lockWaits(new StringReader("{\"threadDump\": null, \"other\": [1.5e-3, true, \"x\"]}")))
			.isEmpty();
	}

	@Test
	void textThatIsNoDumpIsRejected() {
		assertThatIllegalStateException().isThrownBy(() -> ThreadDump.lockWaits(new StringReader("")))
			.withMessage("Expected '{' in JSON but found its end");
		assertThatIllegalStateException().isThrownBy(() -> ThreadDump.lockWaits(new StringReader("{\"a\": \"b")))
			.withMessage("Expected the end of a string in JSON but found its end");
		assertThatIllegalStateException().isThrownBy(() -> ThreadDump.lockWaits(new StringReader("{\"a\" 1}")))
			.withMessage("Expected ':' in JSON but found '1'");
		assertThatIllegalStateException().isThrownBy(() -> ThreadDump.lockWaits(new StringReader("{\"a\": }")))
			.withMessage("Expected a value in JSON but found '}'");
		assertThatIllegalStateException()
			.isThrownBy(() -> ThreadDump.lockWaits(new StringReader("{\"a\": \"\\u00g0\"}")))
			.withMessage("Expected a hexadecimal digit in JSON but found 'g'");
		assertThatIllegalStateException().isThrownBy(() -> ThreadDump.lockWaits(dump("{ \"tid\": \"x\" }")))
			.withMessage("Expected the id of a thread but found 'x'");
	}

	private static StringReader dump(String threads) {
		return new StringReader("""
				{ "threadDump": { "formatVersion": 2, "processId": "1", "threadContainers": [
				  { "container": "<root>", "parent": null, "threads": [ %s ], "threadCount": "1" },
				  { "container": "empty", "threads": [ ] } ] } }
				""".formatted(threads));
	}

}
