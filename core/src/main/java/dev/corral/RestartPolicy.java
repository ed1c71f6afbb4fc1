package dev.corral;

import java.time.Duration;

import com.google.errorprone.annotations.CheckReturnValue;

import dev.corral.internal.util.Check;

/**
 * Whether a task whose body panics is run again, in the manner of an OTP supervisor's
 * restart intensity and period. Attempts follow each other on the same thread and under
 * the same id; thread locals are not reset between them. A cancelled or timed out task is
 * never run again, and none that panics once its launcher is closing. Immutable and
 * thread-safe.
 */
@CheckReturnValue
public final class RestartPolicy {

	private static final int MOST = 1000;

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final RestartPolicy NEVER = new RestartPolicy(0, Duration.ZERO, SHORTEST, SHORTEST, false);

	private final int max;

	private final Duration within;

	private final Duration minBackoff;

	private final Duration maxBackoff;

	private final boolean jitter;

	private RestartPolicy(int max, Duration within, Duration minBackoff, Duration maxBackoff, boolean jitter) {
		this.max = max;
		this.within = within;
		this.minBackoff = minBackoff;
		this.maxBackoff = maxBackoff;
		this.jitter = jitter;
	}

	/**
	 * A panic is the outcome.
	 * @return the default
	 */
	public static RestartPolicy never() {
		return NEVER;
	}

	/**
	 * Runs the body again after a panic. One panic more than {@code max} in any stretch
	 * of {@code within} is the outcome. Backs off for 100 ms after the first panic in
	 * that stretch, twice as long after each further one, 10 s at most, with jitter.
	 * @param max how many restarts, 1 to 1 000
	 * @param within in which time, at least 1 ms
	 * @return the policy
	 * @throws IllegalArgumentException when one of them is null or out of range
	 */
	public static RestartPolicy onPanic(int max, Duration within) {
		if (max < 1 || max > MOST) {
			throw new IllegalArgumentException("'max' must be from 1 to " + MOST + ", but was " + max);
		}
		return new RestartPolicy(max, atLeastShortest("within", within), Duration.ofMillis(100), Duration.ofSeconds(10),
				true);
	}

	/**
	 * Sets how long to wait before a restart: the shortest after the first panic, doubled
	 * for each further one, up to the longest. Jitter takes off up to a half.
	 * @param min the shortest, at least 1 ms
	 * @param max the longest, not below the shortest
	 * @return the new policy
	 * @throws IllegalArgumentException when one of them is null or out of range
	 * @throws IllegalStateException when there is nothing to back off from, see
	 * {@link #never()}
	 */
	public RestartPolicy backoff(Duration min, Duration max) {
		requireRestarts();
		Duration shortest = atLeastShortest("min", min);
		Duration longest = atLeastShortest("max", max);
		if (longest.compareTo(shortest) < 0) {
			throw new IllegalArgumentException(
					"'max' must not be below 'min', but was " + longest + " below " + shortest);
		}
		return new RestartPolicy(this.max, this.within, shortest, longest, this.jitter);
	}

	/**
	 * Backs off for exactly the time given: for tests. Tasks that fail together are then
	 * restarted together.
	 * @return the new policy
	 * @throws IllegalStateException when there is nothing to back off from, see
	 * {@link #never()}
	 */
	public RestartPolicy withoutJitter() {
		requireRestarts();
		return new RestartPolicy(this.max, this.within, this.minBackoff, this.maxBackoff, false);
	}

	private void requireRestarts() {
		if (this.max == 0) {
			throw new IllegalStateException("never() restarts nothing; start from onPanic(max, within)");
		}
	}

	private static Duration atLeastShortest(String parameter, Duration value) {
		Duration checked = Check.notNegative(parameter, value);
		if (checked.compareTo(SHORTEST) < 0) {
			throw new IllegalArgumentException(
					"'" + parameter + "' must be at least " + SHORTEST.toMillis() + " ms, but was " + value);
		}
		return checked;
	}

	/**
	 * How often a body is restarted within the period.
	 * @return zero for never
	 */
	public int max() {
		return this.max;
	}

	/**
	 * The period.
	 * @return a duration, zero for never
	 */
	public Duration within() {
		return this.within;
	}

	/**
	 * How long to wait before the first restart in the period.
	 * @return a duration
	 */
	public Duration minBackoff() {
		return this.minBackoff;
	}

	/**
	 * How long to wait at most before a restart.
	 * @return a duration
	 */
	public Duration maxBackoff() {
		return this.maxBackoff;
	}

	/**
	 * Whether up to half of a wait is taken off at random.
	 * @return {@code true} by default
	 */
	public boolean hasJitter() {
		return this.jitter;
	}

}
