package dev.corral;

import java.time.Duration;

import com.google.errorprone.annotations.CheckReturnValue;

import dev.corral.internal.util.Check;

/**
 * How a scope behaves. Immutable and thread-safe; start from {@link #failFast()} or
 * {@link #supervise()}.
 */
@CheckReturnValue
public final class ScopeConfig {

	private static final ScopeConfig FAIL_FAST = new ScopeConfig(true, Duration.ZERO, 0, false);

	private static final ScopeConfig SUPERVISE = new ScopeConfig(false, Duration.ZERO, 0, false);

	private final boolean failFast;

	private final Duration timeout;

	private final int limit;

	private final boolean detached;

	private ScopeConfig(boolean failFast, Duration timeout, int limit, boolean detached) {
		this.failFast = failFast;
		this.timeout = timeout;
		this.limit = limit;
		this.detached = detached;
	}

	/**
	 * The first task that panics or times out cancels the rest.
	 * @return the default
	 */
	public static ScopeConfig failFast() {
		return FAIL_FAST;
	}

	/**
	 * Tasks fail independently of each other.
	 * @return a configuration
	 */
	public static ScopeConfig supervise() {
		return SUPERVISE;
	}

	/**
	 * Cancels the scope when it has been open for that time.
	 * @param timeout a positive duration
	 * @return the new configuration
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	public ScopeConfig timeout(Duration timeout) {
		return new ScopeConfig(this.failFast, Check.positive("timeout", timeout), this.limit, this.detached);
	}

	/**
	 * Lets the scope hold only so many tasks at once, queued or live; a launch above that
	 * waits for one to settle, until the scope's deadline or cancel.
	 * @param limit a positive number
	 * @return the new configuration
	 * @throws IllegalArgumentException when it is zero or negative
	 */
	public ScopeConfig limit(int limit) {
		return new ScopeConfig(this.failFast, this.timeout, Check.positive("limit", limit), this.detached);
	}

	/**
	 * Makes the scope a child of the root wherever it is opened.
	 * @return the new configuration
	 */
	public ScopeConfig detached() {
		return new ScopeConfig(this.failFast, this.timeout, this.limit, true);
	}

	/**
	 * Whether the first failure cancels the rest.
	 * @return {@code false} when tasks fail independently
	 */
	public boolean isFailFast() {
		return this.failFast;
	}

	/**
	 * How long the scope may take.
	 * @return zero for no limit
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * How many tasks may be live in the scope.
	 * @return zero for no limit
	 */
	public int limit() {
		return this.limit;
	}

	/**
	 * Whether the scope is a child of the root wherever it is opened.
	 * @return {@code false} by default
	 */
	public boolean isDetached() {
		return this.detached;
	}

}
