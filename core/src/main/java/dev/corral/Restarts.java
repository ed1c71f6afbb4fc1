package dev.corral;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts the restarts of one task in the sliding period of its policy. By the task's own
 * thread alone.
 */
final class Restarts {

	private final RestartPolicy policy;

	/** When the last restarts were, a ring. */
	private final long[] times;

	private int oldest;

	private int kept;

	Restarts(RestartPolicy policy) {
		this.policy = policy;
		this.times = new long[policy.max()];
	}

	/**
	 * Asks for one more.
	 * @param now the time of the panic, by the backend's clock
	 * @return how long to wait before it in nanoseconds, -1 when there were too many
	 */
	long next(long now) {
		while (this.kept > 0 && now - this.times[this.oldest] > this.policy.withinNanos()) {
			this.oldest = (this.oldest + 1) % this.times.length;
			this.kept--;
		}
		if (this.kept == this.times.length) {
			return -1;
		}
		this.times[(this.oldest + this.kept) % this.times.length] = now;
		this.kept++;
		return this.policy.backoffNanos(this.kept, ThreadLocalRandom.current().nextDouble());
	}

}
