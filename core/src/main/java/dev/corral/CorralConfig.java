package dev.corral;

import java.time.Duration;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * How a launcher behaves. Immutable; start from {@link #defaults()}.
 */
@CheckReturnValue
public final class CorralConfig {

	private static final long BYTES_PER_TASK = 16 * 1024L;

	private final int maxLive;

	private final int maxNames;

	private final Duration defaultTimeout;

	private final Duration cancelGrace;

	private final Duration shutdownTimeout;

	private final List<RecoveryHandler> recoveryHandlers;

	private CorralConfig(int maxLive, int maxNames, Duration defaultTimeout, Duration cancelGrace,
			Duration shutdownTimeout, List<RecoveryHandler> recoveryHandlers) {
		this.maxLive = maxLive;
		this.maxNames = maxNames;
		this.defaultTimeout = defaultTimeout;
		this.cancelGrace = cancelGrace;
		this.shutdownTimeout = shutdownTimeout;
		this.recoveryHandlers = recoveryHandlers;
	}

	/**
	 * One task per 16 KiB of maximum heap, 200 names, no default timeout, a cancel grace
	 * of 5 s, a shutdown timeout of 20 s, no handlers.
	 * @return the defaults
	 */
	public static CorralConfig defaults() {
		long tasks = Math.max(1, Runtime.getRuntime().maxMemory() / BYTES_PER_TASK);
		return new CorralConfig((int) Math.min(Integer.MAX_VALUE, tasks), 200, Duration.ZERO, Duration.ofSeconds(5),
				Duration.ofSeconds(20), List.of());
	}

	/**
	 * Sets how many tasks may be queued or live at once.
	 * @param value a positive number
	 * @return the new configuration
	 */
	public CorralConfig withMaxLive(int value) {
		return new CorralConfig(Check.positive("maxLive", value), this.maxNames, this.defaultTimeout, this.cancelGrace,
				this.shutdownTimeout, this.recoveryHandlers);
	}

	/**
	 * Sets how many task names have books of their own; later names share {@code other}.
	 * @param value a positive number
	 * @return the new configuration
	 */
	public CorralConfig withMaxNames(int value) {
		return new CorralConfig(this.maxLive, Check.positive("maxNames", value), this.defaultTimeout, this.cancelGrace,
				this.shutdownTimeout, this.recoveryHandlers);
	}

	/**
	 * Sets the timeout of tasks that name none.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withDefaultTimeout(Duration value) {
		return new CorralConfig(this.maxLive, this.maxNames, Check.notNegative("defaultTimeout", value),
				this.cancelGrace, this.shutdownTimeout, this.recoveryHandlers);
	}

	/**
	 * Sets how long a cancelled task may take to let go.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withCancelGrace(Duration value) {
		return new CorralConfig(this.maxLive, this.maxNames, this.defaultTimeout,
				Check.notNegative("cancelGrace", value), this.shutdownTimeout, this.recoveryHandlers);
	}

	/**
	 * Sets how long {@link Corral#close()} lets tasks end by themselves.
	 * @param value a duration, zero to cancel at once
	 * @return the new configuration
	 */
	public CorralConfig withShutdownTimeout(Duration value) {
		return new CorralConfig(this.maxLive, this.maxNames, this.defaultTimeout, this.cancelGrace,
				Check.notNegative("shutdownTimeout", value), this.recoveryHandlers);
	}

	/**
	 * Sets who is told of panics, in this order.
	 * @param value the handlers
	 * @return the new configuration
	 */
	public CorralConfig withRecoveryHandlers(List<RecoveryHandler> value) {
		return new CorralConfig(this.maxLive, this.maxNames, this.defaultTimeout, this.cancelGrace,
				this.shutdownTimeout, List.copyOf(Check.notNull("recoveryHandlers", value)));
	}

	/**
	 * How many tasks may be queued or live at once.
	 * @return a positive number
	 */
	public int maxLive() {
		return this.maxLive;
	}

	/**
	 * How many task names have books of their own.
	 * @return a positive number
	 */
	public int maxNames() {
		return this.maxNames;
	}

	/**
	 * The timeout of tasks that name none.
	 * @return a duration, zero for none
	 */
	public Duration defaultTimeout() {
		return this.defaultTimeout;
	}

	/**
	 * How long a cancelled task may take to let go.
	 * @return a duration
	 */
	public Duration cancelGrace() {
		return this.cancelGrace;
	}

	/**
	 * How long closing lets tasks end by themselves.
	 * @return a duration
	 */
	public Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	/**
	 * Who is told of panics, in order.
	 * @return an immutable list
	 */
	public List<RecoveryHandler> recoveryHandlers() {
		return this.recoveryHandlers;
	}

}
