package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.RecentLeak;

/**
 * Tells leaks in the log. Equal ones share a line with their number; the first line of a
 * kind tells everything, the next comes a minute later at the earliest, and each further
 * one twice as late, up to an hour. Thread-safe.
 */
final class LeakLog {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final long FIRST_PAUSE = Duration.ofMinutes(1).toNanos();

	private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

	/** So many kinds are known; the one not heard of for longest is forgotten. */
	private static final int MAX_KINDS = 256;

	/** So many lines are written at a time; the other kinds come later. */
	private static final int MAX_LINES = 20;

	@GuardedBy("this")
	private final Map<Kind, Told> kinds = new LinkedHashMap<>(16, 0.75f, true);

	/** Found, and forgotten before they were told. */
	@GuardedBy("this")
	private long untold;

	// The name is that of the books: there are not many
	synchronized void add(String name, RecentLeak leak) {
		Kind kind = new Kind(name, leak.reason(), leak.launchSite());
		this.kinds.computeIfAbsent(kind, (key) -> new Told()).add(leak);
		if (this.kinds.size() > MAX_KINDS) {
			Iterator<Told> eldest = this.kinds.values().iterator();
			this.untold += eldest.next().waiting;
			eldest.remove();
		}
	}

	// What to write now
	synchronized List<Runnable> lines(long now) {
		List<Runnable> lines = new ArrayList<>();
		for (Map.Entry<Kind, Told> entry : this.kinds.entrySet()) {
			Told told = entry.getValue();
			if (lines.size() < MAX_LINES && told.isDue(now)) {
				lines.add(told.tell(entry.getKey(), now));
			}
		}
		if (this.untold > 0) {
			long count = this.untold;
			this.untold = 0;
			lines.add(() -> logger.warn("Leaked: {} more, of too many kinds to tell each", count));
		}
		return lines;
	}

	private static String label(RecentLeak leak, long count) {
		return "task " + leak.task() + " \"" + Printable.of(leak.name()) + '"'
				+ ((count > 1) ? " and " + (count - 1) + " more are " : " is ") + leak.reason()
				+ ((leak.waitsFor() != null) ? " waiting for " + leak.waitsFor() : "");
	}

	private static String origin(RecentLeak leak) {
		StringBuilder line = new StringBuilder(leak.launchSite().toString());
		if (leak.lineage() != null) {
			leak.lineage().lines().forEach((ancestor) -> line.append(" in ").append(ancestor));
		}
		return line.toString();
	}

	/**
	 * What makes two leaks equal.
	 *
	 * @param name the name of their books
	 * @param reason their reason
	 * @param site who launched them
	 */
	private record Kind(String name, LeakReason reason, LaunchSite site) {

	}

	/** What was told of a kind, and what was not yet. */
	private static final class Told {

		private long waiting;

		private @Nullable RecentLeak first;

		/** How long the next line is held back after the last, 0 before the first. */
		private long pause;

		private long lastAt;

		private void add(RecentLeak leak) {
			this.waiting++;
			if (this.first == null) {
				this.first = leak;
			}
		}

		private boolean isDue(long now) {
			return this.first != null && (this.pause == 0 || now - this.lastAt >= this.pause);
		}

		// Only when something waits
		private Runnable tell(Kind kind, long now) {
			RecentLeak leak = Objects.requireNonNull(this.first);
			long count = this.waiting;
			boolean again = this.pause != 0 && now - this.lastAt < 2 * this.pause;
			this.pause = again ? Math.min(LONGEST_PAUSE, this.pause * 2) : FIRST_PAUSE;
			this.lastAt = now;
			this.waiting = 0;
			this.first = null;
			if (again) {
				return () -> logger.warn("Leaked again: {}, launched by {}", label(leak, count), kind.site());
			}
			return () -> logger.warn("Leaked: {}, launched by {}{}", label(leak, count), origin(leak),
					Frames.lines(leak.stack()));
		}

	}

}
