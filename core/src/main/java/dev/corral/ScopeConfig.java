package dev.corral;

import java.time.Duration;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * How a scope behaves. Immutable; start from {@link #failFast()} or {@link #supervise()}.
 */
@CheckReturnValue
public final class ScopeConfig {

	private static final ScopeConfig FAIL_FAST = new ScopeConfig(true, Duration.ZERO, false);

	private static final ScopeConfig SUPERVISE = new ScopeConfig(false, Duration.ZERO, false);

	private final boolean failFast;

	private final Duration timeout;

	private final boolean detached;

	private ScopeConfig(boolean failFast, Duration timeout, boolean detached) {
		this.failFast = failFast;
		this.timeout = timeout;
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
	 * Cancels the scope when it has been open for a time.
	 * @param timeout a positive duration
	 * @return the new configuration
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	public ScopeConfig timeout(Duration timeout) {
		return new ScopeConfig(this.failFast, Check.positive("timeout", timeout), this.detached);
	}

	/**
	 * Makes the scope a child of the root wherever it is opened.
	 * @return the new configuration
	 */
	public ScopeConfig detached() {
		return new ScopeConfig(this.failFast, this.timeout, true);
	}

	boolean isFailFast() {
		return this.failFast;
	}

	Duration timeout() {
		return this.timeout;
	}

	boolean isDetached() {
		return this.detached;
	}

}
