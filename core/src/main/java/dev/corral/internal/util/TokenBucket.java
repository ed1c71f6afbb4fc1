package dev.corral.internal.util;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket: full at first, it allows so many calls at once, and fills up again in a
 * given time. Thread-safe; a call that is not allowed writes nothing.
 */
public final class TokenBucket {

	private final long period;

	private final long interval;

	/** What is allowed up to here is used up. */
	private final AtomicLong usedUntil;

	public TokenBucket(int tokens, Duration period, long now) {
		this.period = period.toNanos();
		this.interval = this.period / tokens;
		this.usedUntil = new AtomicLong(now - this.period);
	}

	public boolean tryTake(long now) {
		while (true) {
			long used = this.usedUntil.get();
			long until = Math.max(used, now - this.period) + this.interval;
			if (until > now) {
				return false;
			}
			if (this.usedUntil.compareAndSet(used, until)) {
				return true;
			}
		}
	}

}
