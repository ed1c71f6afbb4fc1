package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import dev.corral.testing.Gate;
import dev.corral.testing.Transcript;

import static dev.corral.testing.Transcript.assertTranscript;
import static org.assertj.core.api.Assertions.assertThat;

/** Whole lives of tasks, line by line, whatever the interleaving. */
class TranscriptTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static UnaryOperator<CorralConfig> looking(Duration interval, Duration leakAfter) {
		return (config) -> config.withCheckInterval(interval).withLeakAfter(leakAfter);
	}

	@Test
	void taskRunsAndSettles() {
		assertTranscript((transcript, corral) -> {
			Task<String> task = corral.call("mail", () -> {
				transcript.simulation.sleep(SECOND);
				return "sent";
			});
			assertThat(task.awaitSettled(SECOND.multipliedBy(2))).isTrue();
			transcript.sayOutcome(task);
		}, """
				[0.000s] task 1 "mail" started
				[1.000s] task 1 "mail" ended SUCCEEDED after 1.000s
				[1.000s] task 1 "mail" gave sent
				""");
	}

	@Test
	void panicIsLoggedReportedAndHandledOnce() {
		assertTranscript((transcript, corral) -> {
			Task<?> task = corral.launch("mail", () -> {
				transcript.simulation.sleep(SECOND);
				throw new IllegalStateException("planted");
			});
			assertThat(task.awaitSettled(SECOND.multipliedBy(2))).isTrue();
			transcript.sayOutcome(task);
		}, """
				[0.000s] task 1 "mail" started
				[1.000s] ERROR Task 1 "mail" panicked after 1 s
				[1.000s] task 1 "mail" panicked: planted
				[1.000s] task 1 "mail" ended PANICKED after 1.000s
				[1.000s] task 1 "mail" comes to the handler: planted
				[1.000s] task 1 "mail" gave CompletionException by IllegalStateException: planted
				""");
	}

	@Test
	void ownHandlerThatThrowsIsCalledInsteadOfTheRoots() {
		assertTranscript((transcript, corral) -> {
			Task<?> task = corral.task("mail").recoverWith((panic) -> {
				transcript.say("own handler");
				throw new IllegalStateException("of the handler");
			}).launch(() -> {
				throw new IllegalStateException("planted");
			});
			assertThat(task.awaitSettled(SECOND)).isTrue();
		}, """
				[0.000s] task 1 "mail" started
				[0.000s] ERROR Task 1 "mail" panicked after 0 ms
				[0.000s] task 1 "mail" panicked: planted
				[0.000s] task 1 "mail" ended PANICKED after 0.000s
				[0.000s] own handler
				[0.000s] ERROR Task 1 "mail": recovery handler dev.corral.TranscriptTests (lambda) failed on its java.lang.IllegalStateException
				""");
	}

	@Test
	void timeoutEndsABodyThatObeys() {
		assertTranscript((transcript, corral) -> {
			Task<?> task = corral.task("slow").timeout(SECOND).launch(() -> {
				try {
					transcript.simulation.sleep(SECOND.multipliedBy(3));
				}
				finally {
					transcript.say("body ends");
				}
			});
			assertThat(task.awaitSettled(SECOND.multipliedBy(2))).isTrue();
			transcript.sayOutcome(task);
		}, """
				[0.000s] task 1 "slow" started
				[1.000s] body ends
				[1.000s] INFO Task 1 "slow" timed out after 1 s; its body ended after 1 s
				[1.000s] task 1 "slow" ended TIMED_OUT after 1.000s
				[1.000s] task 1 "slow" gave CompletionException by TaskTimeoutException: task 1 "slow" exceeded its timeout of 1 s
				""");
	}

	@Test
	void timeoutFreesTheCallerOfABodyThatIgnoresItAndFindsItOverdue() {
		assertTranscript((transcript, corral) -> {
			Gate gate = new Gate(transcript.simulation);
			Task<?> task = corral.task("deaf").timeout(SECOND).launch(gate::awaitWhateverComes);
			transcript.sayOutcome(task);
			transcript.simulation.sleep(SECOND.multipliedBy(7));
			gate.open();
			assertThat(task.awaitSettled(SECOND)).isTrue();
		}, """
				[0.000s] task 1 "deaf" started
				[1.000s] task 1 "deaf" gave CompletionException by TaskTimeoutException: task 1 "deaf" exceeded its timeout of 1 s
				[6.000s] task 1 "deaf" leak OVERDUE found
				[6.000s] WARN Task 1 "deaf" is overdue (timed out after 1 s, yet alive after the grace) waiting for dev.corral.testing.Gate
				[8.000s] INFO Task 1 "deaf" timed out after 1 s; its body ended after 8 s
				[8.000s] task 1 "deaf" ended TIMED_OUT after 8.000s
				[8.000s] task 1 "deaf" leak OVERDUE ended
				""");
	}

	@Test
	void stuckTaskIsFoundAndItsLeakEndsWhenItSettles() {
		assertTranscript(looking(SECOND, SECOND.multipliedBy(2)), (transcript, corral) -> {
			Gate gate = new Gate(transcript.simulation);
			Task<?> task = corral.launch("take", gate::await);
			transcript.simulation.sleep(Duration.ofMillis(4500));
			gate.open();
			assertThat(task.awaitSettled(SECOND)).isTrue();
		}, """
				[0.000s] task 1 "take" started
				[3.000s] task 1 "take" leak STUCK found
				[3.000s] WARN Task 1 "take" is stuck waiting for dev.corral.testing.Gate
				[4.500s] task 1 "take" ended SUCCEEDED after 4.500s
				[4.500s] task 1 "take" leak STUCK ended
				""");
	}

	@Test
	void stuckTaskThatGoesOnIsNoLongerSuspected() {
		assertTranscript(looking(SECOND, SECOND.multipliedBy(2)), (transcript, corral) -> {
			Gate gate = new Gate(transcript.simulation);
			Task<?> task = corral.launch("take", () -> {
				gate.await();
				transcript.simulation.sleep(SECOND.multipliedBy(2));
			});
			transcript.simulation.sleep(Duration.ofMillis(4500));
			gate.open();
			assertThat(task.awaitSettled(SECOND.multipliedBy(3))).isTrue();
		}, """
				[0.000s] task 1 "take" started
				[3.000s] task 1 "take" leak STUCK found
				[3.000s] WARN Task 1 "take" is stuck waiting for dev.corral.testing.Gate
				[5.000s] task 1 "take" leak STUCK ended
				[5.000s] INFO Task 1 "take" has moved on and is no longer suspected of a leak
				[6.500s] task 1 "take" ended SUCCEEDED after 6.500s
				""");
	}

	@Test
	void firstFailureCancelsTheRestOfItsScope() {
		assertTranscript((transcript, corral) -> {
			try (CancellationScope scope = corral.openScope("checkout")) {
				scope.launch("pay", () -> {
					transcript.simulation.sleep(SECOND);
					throw new IllegalStateException("no money");
				});
				transcript.simulation.sleep(SECOND.dividedBy(2));
				Task<?> pack = scope.launch("pack", () -> transcript.simulation.sleep(SECOND.multipliedBy(3)));
				String thrown = joined(scope);
				assertThat(pack.awaitSettled(SECOND)).isTrue();
				transcript.say(thrown);
				transcript.sayOutcome(pack);
			}
		}, """
				[0.000s] task 2 "pay" started
				[0.500s] task 3 "pack" started
				[1.000s] ERROR Task 2 "pay" panicked after 1 s
				[1.000s] task 2 "pay" panicked: no money
				[1.000s] task 2 "pay" ended PANICKED after 1.000s
				[1.000s] task 2 "pay" comes to the handler: no money
				[1.000s] task 3 "pack" ended CANCELLED after 0.500s
				[1.000s] join threw CompletionException by IllegalStateException: no money
				[1.000s] task 3 "pack" gave CancellationException by IllegalStateException: no money
				""");
	}

	@Test
	void timeoutOfAScopeEndsItsTasksAndWhatIsLaunchedLater() {
		assertTranscript((transcript, corral) -> {
			try (CancellationScope scope = corral.openScope("brief", ScopeConfig.failFast().timeout(SECOND))) {
				Task<?> waits = scope.launch("waits", () -> transcript.simulation.sleep(SECOND.multipliedBy(3)));
				String thrown = joined(scope);
				assertThat(waits.awaitSettled(SECOND)).isTrue();
				transcript.say(thrown);
				transcript.sayOutcome(scope.launch("late", () -> transcript.say("never")));
			}
		}, """
				[0.000s] task 2 "waits" started
				[1.000s] task 2 "waits" ended TIMED_OUT after 1.000s
				[1.000s] join threw CompletionException by TaskTimeoutException: scope root/brief with 1 unfinished task (task 2 "waits") exceeded its timeout of 1 s
				[1.000s] task 3 "late" gave CancellationException by TaskTimeoutException: scope root/brief with 1 unfinished task (task 2 "waits") exceeded its timeout of 1 s
				""");
	}

	@Test
	void shutdownWaitsThenCancels() {
		assertTranscript((config) -> config.withShutdownTimeout(SECOND.multipliedBy(2)), (transcript, corral) -> {
			corral.launch("quick", () -> transcript.simulation.sleep(SECOND));
			transcript.simulation.sleep(SECOND.dividedBy(2));
			Task<?> slow = corral.launch("slow", () -> transcript.simulation.sleep(SECOND.multipliedBy(9)));
			corral.close();
			transcript.sayOutcome(slow);
		}, """
				[0.000s] task 1 "quick" started
				[0.500s] task 2 "slow" started
				[0.500s] INFO Launcher is closing: waits for 2 tasks to end, up to 2 s (property corral.shutdown-timeout): 1 named "quick", 1 named "slow"
				[1.000s] task 1 "quick" ended SUCCEEDED after 1.000s
				[2.500s] task 2 "slow" ended CANCELLED after 2.000s
				[2.500s] task 2 "slow" gave CancellationException: launcher is closing
				[2.500s] WARN Launcher is closing: cancels 1 task, which did not end within 2 s (property corral.shutdown-timeout): 1 named "slow"
				""");
	}

	@Test
	void sameSeedGivesTheSameTranscript() {
		for (long seed = 1; seed <= 20; seed++) {
			assertThat(race(seed)).as("seed " + seed).isEqualTo(race(seed));
		}
		assertThat(List.of(race(1), race(2), race(3), race(4), race(5), race(6))).doesNotHaveDuplicates();
	}

	private static List<String> race(long seed) {
		return Transcript.of(seed, UnaryOperator.identity(), (transcript, corral) -> {
			for (String name : List.of("a", "b", "c", "d", "e", "f")) {
				corral.launch(name, transcript.simulation::yield);
			}
		});
	}

	private static String joined(CancellationScope scope) throws InterruptedException {
		try {
			scope.join();
			return "joined";
		}
		catch (RuntimeException ex) {
			return "join threw " + Transcript.shown(ex);
		}
	}

}
