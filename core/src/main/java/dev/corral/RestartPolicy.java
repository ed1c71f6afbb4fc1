package dev.corral;

import java.time.Duration;
import java.util.function.Predicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.Check;

/**
 * Whether a task whose body panics is run again, in the manner of an OTP supervisor's
 * restart intensity and period. A failure propagated from a joined task counts as a panic
 * here. Attempts follow each other on the same thread and under the same id; thread
 * locals are not reset between them. A cancelled or timed out task is never run again,
 * and none that panics once its launcher is closing. A task whose policy ends its
 * restarts has given up: its last panic is its outcome, logged at ERROR, and reported to
 * listeners as {@link dev.corral.event.TaskEvent.GaveUp}. Immutable and thread-safe.
 */
@CheckReturnValue
public final class RestartPolicy {

	private static final int MOST = 1000;

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration MIN_BACKOFF = Duration.ofMillis(100);

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

	private static final RestartPolicy NEVER = new RestartPolicy(0, Duration.ZERO, SHORTEST, SHORTEST, false, null,
			null);

	private static final RestartPolicy FOREVER = new RestartPolicy(Integer.MAX_VALUE, Duration.ofMinutes(1),
			MIN_BACKOFF, MAX_BACKOFF, true, null, null);

	private final int max;

	private final Duration within;

	private final Duration minBackoff;

	private final Duration maxBackoff;

	private final boolean jitter;

	private final @Nullable Predicate<? super Throwable> retryIf;

	private final @Nullable Duration attemptTimeout;

	private RestartPolicy(int max, Duration within, Duration minBackoff, Duration maxBackoff, boolean jitter,
			@Nullable Predicate<? super Throwable> retryIf, @Nullable Duration attemptTimeout) {
		this.max = max;
		this.within = within;
		this.minBackoff = minBackoff;
		this.maxBackoff = maxBackoff;
		this.jitter = jitter;
		this.retryIf = retryIf;
		this.attemptTimeout = attemptTimeout;
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
		return new RestartPolicy(max, atLeastShortest("within", within), MIN_BACKOFF, MAX_BACKOFF, true, null, null);
	}

	/**
	 * Runs the body again after every panic, however many there are: for tasks that must
	 * outlive any outage of what they depend on. Backs off for 100 ms after the first
	 * panic, twice as long after each further one, 10 s at most, with jitter. After an
	 * attempt that has run for more than a minute the backoff starts over.
	 * @return the policy
	 */
	public static RestartPolicy forever() {
		return FOREVER;
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
		return new RestartPolicy(this.max, this.within, shortest, longest, this.jitter, this.retryIf,
				this.attemptTimeout);
	}

	/**
	 * Backs off for the same time before each restart, without jitter. Tasks that fail
	 * together are then restarted together.
	 * @param delay how long, at least 1 ms
	 * @return the new policy
	 * @throws IllegalArgumentException when it is null or too short
	 * @throws IllegalStateException when there is nothing to back off from, see
	 * {@link #never()}
	 */
	public RestartPolicy fixedDelay(Duration delay) {
		requireRestarts();
		Duration checked = atLeastShortest("delay", delay);
		return new RestartPolicy(this.max, this.within, checked, checked, false, this.retryIf, this.attemptTimeout);
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
		return new RestartPolicy(this.max, this.within, this.minBackoff, this.maxBackoff, false, this.retryIf,
				this.attemptTimeout);
	}

	/**
	 * Restarts after some panics only. A panic that the predicate does not accept is the
	 * outcome. The predicate replaces the one set before. It is called on the task's own
	 * thread, after the body and before the backoff, when the policy would restart the
	 * task otherwise. A cancel or timeout during the call frees callers at once and does
	 * not interrupt the predicate. What it throws is logged, and counts as {@code false}.
	 * @param predicate gets what escaped the body, or a {@link TaskTimeoutException} for
	 * an attempt that was out of time
	 * @return the new policy
	 * @throws IllegalArgumentException when it is null
	 * @throws IllegalStateException when there are no restarts, see {@link #never()}
	 */
	public RestartPolicy retryIf(Predicate<? super Throwable> predicate) {
		requireRestarts();
		return new RestartPolicy(this.max, this.within, this.minBackoff, this.maxBackoff, this.jitter,
				Check.notNull("predicate", predicate), this.attemptTimeout);
	}

	/**
	 * Limits each attempt. An attempt past its time is interrupted once, and has panicked
	 * with a {@link TaskTimeoutException}, whatever its body returns or throws after
	 * that; what it throws is suppressed in the exception. A value it returns late goes
	 * to the {@link LateValueHandler} of the body.
	 * <p>
	 * If the attempt does not end within the cancel grace (at least 100 ms), the task
	 * gives up: its outcome is {@link Outcome.TimedOut}, and it is overdue. The grace is
	 * extended while the attempt closes or joins a scope. A cancel, and the timeout of
	 * the task or its scope, come before that of an attempt.
	 * @param timeout a positive duration, counted from the start of each attempt
	 * @return the new policy
	 * @throws IllegalArgumentException when it is null, zero or negative
	 * @throws IllegalStateException when there are no restarts, see {@link #never()}
	 */
	public RestartPolicy attemptTimeout(Duration timeout) {
		requireRestarts();
		return new RestartPolicy(this.max, this.within, this.minBackoff, this.maxBackoff, this.jitter, this.retryIf,
				Check.positive("timeout", timeout));
	}

	private void requireRestarts() {
		if (this.max == 0) {
			throw new IllegalStateException("never() restarts nothing; start from onPanic(max, within) or forever()");
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
	 * @return zero for never, {@link Integer#MAX_VALUE} for no limit
	 */
	public int max() {
		return this.max;
	}

	/**
	 * The period. Without a limit: how long an attempt must run for the backoff to start
	 * over.
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

	/**
	 * After which panics there is a restart.
	 * @return {@code null} for all
	 */
	public @Nullable Predicate<? super Throwable> retryIf() {
		return this.retryIf;
	}

	/**
	 * How long an attempt may run.
	 * @return {@code null} for no limit of its own
	 */
	public @Nullable Duration attemptTimeout() {
		return this.attemptTimeout;
	}

}
