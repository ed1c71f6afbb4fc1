package dev.corral.internal.platform;

import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads who waits for whose lock out of a thread dump in JSON, as
 * {@code HotSpotDiagnosticMXBean.dumpThreads} writes it. To be used by one thread.
 */
final class ThreadDump {

	/*-
	 * The dump of JDK 21 to 24 has no locks. That of JDK 25 has the monitors that threads hold and
	 * wait for, later ones also who holds the lock that a thread is parked on. Format 2 of JDK 27 writes
	 * numbers where the first wrote strings. What is not known is skipped.
	 */

	private static final long NOBODY = -1;

	/** Owners of monitors; {@link #NOBODY} when two threads seem to hold one. */
	private final Map<String, Long> owners = new HashMap<>();

	/** Waits for monitors, of which the owner may come later. */
	private final List<LockWait> blocked = new ArrayList<>();

	private final List<LockWait> waits = new ArrayList<>();

	private ThreadDump() {
	}

	/**
	 * Reads a dump.
	 * @param source the dump
	 * @return the threads that wait for a lock whose owner is known
	 */
	static List<LockWait> lockWaits(Reader source) {
		ThreadDump dump = new ThreadDump();
		JsonReader json = new JsonReader(source);
		json.object((name) -> dump.member(name, "threadDump", json, () -> json
			.object((inner) -> dump.member(inner, "threadContainers", json, () -> json.array(() -> json
				.object((part) -> dump.member(part, "threads", json, () -> json.array(() -> dump.thread(json)))))))));
		return dump.result();
	}

	private void member(String name, String wanted, JsonReader json, Runnable taker) {
		if (name.equals(wanted)) {
			taker.run();
		}
		else {
			json.skip();
		}
	}

	private void thread(JsonReader json) {
		Seen seen = new Seen();
		json.object((name) -> {
			switch (name) {
				case "tid" -> seen.id = number(json.text());
				case "state" -> seen.state = json.text();
				case "blockedOn" -> seen.blockedOn = json.text();
				case "waitingOn" -> seen.waitingOn = json.text();
				case "parkBlocker" -> json.object((inner) -> blocker(seen, inner, json));
				case "stack" -> json.array(() -> seen.progress = 31 * seen.progress + Objects.hashCode(json.text()));
				case "monitorsOwned" -> json.array(() -> json.object((inner) -> monitor(seen, inner, json)));
				default -> json.skip();
			}
		});
		add(seen);
	}

	// In Object.wait, and after it until it is got back, the monitor is listed as owned.
	// Two owners of one monitor were seen one after the other: who has it is not known
	private void add(Seen seen) {
		seen.monitors.remove(seen.waitingOn);
		seen.monitors.remove(seen.blockedOn);
		seen.monitors.forEach((monitor) -> this.owners.merge(monitor, seen.id, (one, other) -> NOBODY));
		if (seen.blockedOn != null && "BLOCKED".equals(seen.state)) {
			this.blocked.add(new LockWait(seen.id, seen.blockedOn, NOBODY, seen.progress));
		}
		else if (seen.lock != null && seen.owner != NOBODY && "WAITING".equals(seen.state)) {
			this.waits.add(new LockWait(seen.id, seen.lock, seen.owner, seen.progress));
		}
	}

	private static void blocker(Seen seen, String name, JsonReader json) {
		switch (name) {
			case "object" -> seen.lock = json.text();
			case "owner", "exclusiveOwnerThreadId" -> seen.owner = number(json.text());
			default -> json.skip();
		}
	}

	// A monitor that the compiler has done away with is null
	private static void monitor(Seen seen, String name, JsonReader json) {
		if (name.equals("locks")) {
			json.array(() -> {
				String monitor = json.text();
				if (monitor != null) {
					seen.monitors.add(monitor);
				}
			});
		}
		else {
			json.skip();
		}
	}

	private static long number(@Nullable String text) {
		try {
			return (text != null) ? Long.parseLong(text) : NOBODY;
		}
		catch (NumberFormatException ex) {
			throw new IllegalStateException("Expected the id of a thread but found '" + text + "'", ex);
		}
	}

	private List<LockWait> result() {
		for (LockWait wait : this.blocked) {
			Long owner = this.owners.get(wait.lock());
			if (owner != null && owner != NOBODY) {
				this.waits.add(new LockWait(wait.thread(), wait.lock(), owner, wait.progress()));
			}
		}
		return this.waits;
	}

	/** One thread of the dump. */
	private static final class Seen {

		private long id = NOBODY;

		private @Nullable String state;

		private @Nullable String blockedOn;

		private @Nullable String waitingOn;

		private @Nullable String lock;

		private long owner = NOBODY;

		private long progress;

		private final Set<@Nullable String> monitors = new HashSet<>();

	}

}
