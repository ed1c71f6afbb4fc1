package dev.corral.internal.callback;

import java.time.Duration;

/**
 * A token bucket: full at first, it allows so many lines at once, and fills up again in a
 * given time. To be guarded by its owner.
 */
public final class LineBudget {

	private final long period;

	private final long interval;

	/** What is allowed up to here is used up. */
	private long usedUntil;

	public LineBudget(int lines, Duration period, long now) {
		this.period = period.toNanos();
		this.interval = this.period / lines;
		this.usedUntil = now - this.period;
	}

	public boolean take(long now) {
		long until = Math.max(this.usedUntil, now - this.period) + this.interval;
		if (until > now) {
			return false;
		}
		this.usedUntil = until;
		return true;
	}

}
