package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.RecentLeak;

/**
 * The leaks of one kind that are not told yet, and for how long they are held back. To be
 * guarded by its owner.
 */
final class SuppressedLeaks {

	private static final long FIRST_PAUSE = Duration.ofMinutes(1).toNanos();

	private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

	/** So long after the last line of a kind, the next is like its first. */
	private static final long MEMORY = Duration.ofDays(1).toNanos();

	/** {@code null} for the kinds that found no place. */
	private final @Nullable LeakKind kind;

	/** The first of those that wait, {@code null} when none does. */
	private @Nullable RecentLeak first;

	private long waiting;

	/** The least time from the last line to the next, 0 before the first. */
	private long pause;

	private long lastAt;

	/** Whether a line was written in full. */
	private boolean toldInFull;

	SuppressedLeaks(@Nullable LeakKind kind) {
		this.kind = kind;
	}

	void add(RecentLeak leak) {
		if (this.first == null) {
			this.first = leak;
		}
		this.waiting++;
	}

	boolean isWaiting() {
		return this.first != null;
	}

	boolean isPauseOver(long now) {
		return this.pause == 0 || now - this.lastAt >= this.pause;
	}

	// The line about all that wait, some of which there must be
	LeakLine take(long now) {
		boolean remembered = this.pause != 0 && now - this.lastAt < MEMORY;
		LeakLine line = new LeakLine(this.kind, Objects.requireNonNull(this.first), this.waiting,
				!remembered || !this.toldInFull);
		this.pause = remembered ? Math.min(LONGEST_PAUSE, this.pause * 2) : FIRST_PAUSE;
		this.lastAt = now;
		this.toldInFull = true;
		this.first = null;
		this.waiting = 0;
		return line;
	}

	// The line was not written: what it was about waits again, for the pause it began
	void giveBack(LeakLine line) {
		this.first = line.first();
		this.waiting += line.count();
		this.toldInFull &= !line.inFull();
	}

}
