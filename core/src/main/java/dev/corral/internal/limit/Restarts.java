package dev.corral.internal.limit;

import java.util.concurrent.ThreadLocalRandom;

import dev.corral.RestartPolicy;

/**
 * Counts the restarts of one task in the sliding period of its policy, and computes the
 * pause before each. For the task's own thread alone.
 */
public final class Restarts {

	private final RestartPolicy policy;

	private final boolean unlimited;

	/** When the last restarts were, a ring; empty without a limit. */
	private final long[] times;

	private int oldest;

	/** How many panics the next backoff counts. */
	private int kept;

	/** When the attempt that runs was to begin; used without a limit. */
	private long begins;

	public Restarts(RestartPolicy policy) {
		this.policy = policy;
		this.unlimited = policy.max() == Integer.MAX_VALUE;
		this.times = new long[this.unlimited ? 0 : policy.max()];
	}

	/**
	 * Asks for one more.
	 * @param now the time of the panic, by the backend's clock
	 * @return how long to wait before it in nanoseconds, -1 when there were too many
	 */
	public long next(long now) {
		return this.unlimited ? nextUnlimited(now) : nextLimited(now);
	}

	// Counted from the end of the backoff: that may be longer than the period
	private long nextUnlimited(long now) {
		if (now - this.begins > this.policy.within().toNanos()) {
			this.kept = 0;
		}
		this.kept = Math.min(this.kept + 1, Long.SIZE);
		long wait = backoffNanos(this.kept);
		this.begins = now + wait;
		return wait;
	}

	private long nextLimited(long now) {
		while (this.kept > 0 && now - this.times[this.oldest] > this.policy.within().toNanos()) {
			this.oldest = (this.oldest + 1) % this.times.length;
			this.kept--;
		}
		if (this.kept == this.times.length) {
			return -1;
		}
		this.times[(this.oldest + this.kept) % this.times.length] = now;
		this.kept++;
		return backoffNanos(this.kept);
	}

	private long backoffNanos(int panics) {
		return backoffNanos(this.policy, panics, ThreadLocalRandom.current().nextDouble());
	}

	/**
	 * How long to wait before a restart.
	 * @param policy the task's
	 * @param panics how many panics there were in the period, from 1
	 * @param random from 0 to 1, exclusive; how much of the jitter is taken off
	 * @return nanoseconds, at least half of the shortest backoff
	 */
	public static long backoffNanos(RestartPolicy policy, int panics, double random) {
		long min = policy.minBackoff().toNanos();
		long max = policy.maxBackoff().toNanos();
		int doublings = Math.min(panics - 1, Long.SIZE - 2);
		long wait = (min > (max >> doublings)) ? max : min << doublings;
		return policy.hasJitter() ? wait - (long) (random * 0.5 * wait) : wait;
	}

}
