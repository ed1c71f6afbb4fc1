package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.callback.CollectedLines;
import dev.corral.internal.util.TokenBucket;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;

/**
 * Decides when leaks are reported in the log, equal ones in one line with their number;
 * {@link LeakLine} writes the text. Every leak is counted in one line, and the lines are
 * few. Thread-safe; running it writes what is ready.
 */
@SuppressWarnings("GuardedBy")
public final class LeakLineSchedule extends CollectedLines {

	/*-
	 * A leak is added to those of its kind. A kind becomes ready when it is due, and a
	 * thread that runs this log takes what is ready and writes a line about it:
	 *
	 * add ──> waiting ──> ready ──> written
	 *            ^                     │
	 *            └── appender failed ──┘
	 *
	 * Due: the first line of a kind at once and in full; the next a minute later at the earliest and
	 * short, each further one twice as late, up to an hour. A day after its last line a kind begins
	 * anew.
	 *
	 * Bounds: 20 lines at once, then one every three seconds. 256 kinds; a new one replaces the kind
	 * written longest ago, of those whose pause is over and of which nothing waits. When there is
	 * none, leaks of new kinds are counted together, in lines outside of the budget with pauses
	 * like those of a kind.
	 *
	 * Closing makes all that waits due, whatever its pause or the budget.
	 */

	private static final int MAX_KINDS = 256;

	private static final int MAX_LINES = 20;

	private static final Duration LINES_PER = Duration.ofMinutes(1);

	private static final long FIRST_PAUSE = Duration.ofMinutes(1).toNanos();

	private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

	/** How long after the last line of a kind its next counts as the first again. */
	private static final long MEMORY = Duration.ofDays(1).toNanos();

	/** Those written longest ago, or added longest ago and never written, first. */
	@GuardedBy("lock")
	private final SequencedMap<Kind, Waiting> kinds = new LinkedHashMap<>();

	/** The leaks of all kinds beyond the limit. */
	@GuardedBy("lock")
	private final Waiting others = new Waiting(null);

	@GuardedBy("lock")
	private final SequencedSet<Waiting> ready = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final TokenBucket budget;

	public LeakLineSchedule(LongSupplier clock) {
		super(clock);
		this.budget = new TokenBucket(MAX_LINES, LINES_PER, clock.getAsLong());
	}

	/**
	 * Adds a leak.
	 * @param name the name its task is counted under, of which there are not many
	 * @param leak the leak
	 * @param state shows, when the line is written, whether the verdict still stands
	 */
	public void add(String name, RecentLeak leak, LeakState state) {
		Kind kind = new Kind(name, leak.reason(), leak.launchSite());
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			waitingOf(kind, now).add(leak, state, 1);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// By several threads at once when an appender blocks one: it holds up one line
	@Override
	protected void writeDue() {
		for (LeakLine line = next(); line != null; line = next()) {
			try {
				line.write();
			}
			catch (Throwable ex) {
				giveBack(line);
			}
		}
	}

	private @Nullable LeakLine next() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			if (this.ready.isEmpty()) {
				return null;
			}
			Waiting next = this.ready.removeFirst();
			if (next.kind != null) {
				this.kinds.putLast(next.kind, next);
			}
			return next.take(now);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// The line was not written: what it was about waits again, for the pause it began
	private void giveBack(LeakLine line) {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			Waiting again = waitingOf(line.kind(), now);
			again.first = null;
			again.add(line.first(), line.state(), line.count());
			again.writtenInFull &= !line.inFull();
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Override
	@GuardedBy("lock")
	protected boolean hasDue(long now) {
		for (Waiting kind : this.kinds.values()) {
			if (isDue(kind, now) && !this.ready.contains(kind) && (this.closed || this.budget.tryTake(now))) {
				this.ready.add(kind);
			}
		}
		if (isDue(this.others, now)) {
			this.ready.add(this.others);
		}
		return !this.ready.isEmpty();
	}

	@GuardedBy("lock")
	private boolean isDue(Waiting kind, long now) {
		return kind.first != null && (this.closed || kind.isPauseOver(now));
	}

	@GuardedBy("lock")
	private Waiting waitingOf(@Nullable Kind kind, long now) {
		if (kind == null) {
			return this.others;
		}
		Waiting known = this.kinds.get(kind);
		if (known != null) {
			return known;
		}
		if (this.kinds.size() == MAX_KINDS && !forgetOne(now)) {
			return this.others;
		}
		Waiting fresh = new Waiting(kind);
		this.kinds.put(kind, fresh);
		return fresh;
	}

	@GuardedBy("lock")
	private boolean forgetOne(long now) {
		Iterator<Waiting> all = this.kinds.values().iterator();
		while (all.hasNext()) {
			Waiting oldest = all.next();
			if (oldest.first == null && oldest.isPauseOver(now)) {
				all.remove();
				return true;
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return "the log of leaks";
	}

	/**
	 * What equal leaks have in common.
	 *
	 * @param name the name their tasks are counted under
	 * @param reason why they were found
	 * @param site who launched the tasks
	 */
	record Kind(String name, LeakReason reason, LaunchSite site) {

	}

	/** The leaks of one kind that wait for their line. Guarded by the lock of the log. */
	private static final class Waiting {

		/** {@code null} for all kinds beyond the limit. */
		private final @Nullable Kind kind;

		/** The first of those that wait, {@code null} when none does. */
		private @Nullable RecentLeak first;

		/** That of the first. */
		private @Nullable LeakState state;

		private long count;

		/** The least time from the last line to the next, 0 before the first. */
		private long pause;

		private long writtenAt;

		private boolean writtenInFull;

		private Waiting(@Nullable Kind kind) {
			this.kind = kind;
		}

		private void add(RecentLeak leak, LeakState leakState, long number) {
			if (this.first == null) {
				this.first = leak;
				this.state = leakState;
			}
			this.count += number;
		}

		private boolean isPauseOver(long now) {
			return this.pause == 0 || now - this.writtenAt >= this.pause;
		}

		// The line about all that wait, of which there is at least one
		private LeakLine take(long now) {
			boolean remembered = this.pause != 0 && now - this.writtenAt < MEMORY;
			LeakLine line = new LeakLine(this.kind, Objects.requireNonNull(this.first),
					Objects.requireNonNull(this.state), this.count, !remembered || !this.writtenInFull);
			this.pause = remembered ? Math.min(LONGEST_PAUSE, this.pause * 2) : FIRST_PAUSE;
			this.writtenAt = now;
			this.writtenInFull = true;
			this.first = null;
			this.state = null;
			this.count = 0;
			return line;
		}

	}

}
