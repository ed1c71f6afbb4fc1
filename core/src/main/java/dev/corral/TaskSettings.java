package dev.corral;

import java.time.Duration;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.Check;

/**
 * Configured settings of the tasks of one name. They take precedence over those of a
 * {@link TaskSpec}. Immutable and thread-safe; start from {@link #none()}.
 */
@CheckReturnValue
public final class TaskSettings {

	private static final TaskSettings NONE = new TaskSettings(null, null, null, null, null, null);

	private final @Nullable Duration timeout;

	private final @Nullable Duration leakAfter;

	private final @Nullable Boolean longRunning;

	private final @Nullable Integer maxLive;

	private final @Nullable RestartPolicy restart;

	private final @Nullable List<Class<? extends Throwable>> expected;

	private TaskSettings(@Nullable Duration timeout, @Nullable Duration leakAfter, @Nullable Boolean longRunning,
			@Nullable Integer maxLive, @Nullable RestartPolicy restart,
			@Nullable List<Class<? extends Throwable>> expected) {
		this.timeout = timeout;
		this.leakAfter = leakAfter;
		this.longRunning = longRunning;
		this.maxLive = maxLive;
		this.restart = restart;
		this.expected = expected;
	}

	/**
	 * Settings that change nothing.
	 * @return the start of a chain
	 */
	public static TaskSettings none() {
		return NONE;
	}

	/**
	 * Sets how long such a task may run.
	 * @param value a duration, zero for no limit
	 * @return the new settings
	 * @throws IllegalArgumentException when it is null or negative
	 */
	public TaskSettings withTimeout(Duration value) {
		return new TaskSettings(Check.notNegative("timeout", value), this.leakAfter, this.longRunning, this.maxLive,
				this.restart, this.expected);
	}

	/**
	 * Sets the age from which such a task is watched for leaks.
	 * @param value a positive duration
	 * @return the new settings
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	public TaskSettings withLeakAfter(Duration value) {
		return new TaskSettings(this.timeout, Check.positive("leakAfter", value), this.longRunning, this.maxLive,
				this.restart, this.expected);
	}

	/**
	 * Sets whether such a task is meant to live long.
	 * @param value {@code true} to exempt it from suspicions, and to cancel it at once
	 * when the launcher closes
	 * @return the new settings
	 */
	public TaskSettings withLongRunning(boolean value) {
		return new TaskSettings(this.timeout, this.leakAfter, value, this.maxLive, this.restart, this.expected);
	}

	/**
	 * Sets how many such tasks there may be at once, queued or live.
	 * @param value a number, zero for no limit
	 * @return the new settings
	 * @throws IllegalArgumentException when it is negative
	 */
	public TaskSettings withMaxLive(int value) {
		return new TaskSettings(this.timeout, this.leakAfter, this.longRunning, Check.notNegative("maxLive", value),
				this.restart, this.expected);
	}

	/**
	 * Sets whether such a task is run again when it panics. A policy without a predicate
	 * keeps that of the policy in code, see {@link RestartPolicy#retryIf()}.
	 * @param value the policy
	 * @return the new settings
	 * @throws IllegalArgumentException when it is null
	 */
	public TaskSettings withRestart(RestartPolicy value) {
		return new TaskSettings(this.timeout, this.leakAfter, this.longRunning, this.maxLive,
				Check.notNull("restart", value), this.expected);
	}

	/**
	 * Sets which failures of such a task are expected: they are no panics.
	 * @param value classes of throwables; their subclasses count, too
	 * @return the new settings
	 * @throws IllegalArgumentException when it is null or contains null or a class of no
	 * throwable
	 * @see TaskSpec#expects(Class)
	 */
	public TaskSettings withExpected(List<Class<? extends Throwable>> value) {
		Check.notNull("expected", value).forEach((type) -> Check.throwableType("expected", type));
		return new TaskSettings(this.timeout, this.leakAfter, this.longRunning, this.maxLive, this.restart,
				List.copyOf(value));
	}

	/**
	 * The timeout of tasks of the name.
	 * @return {@code null} when it is not configured
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/**
	 * The age from which such tasks are watched.
	 * @return {@code null} when it is not configured
	 */
	public @Nullable Duration leakAfter() {
		return this.leakAfter;
	}

	/**
	 * Whether such tasks are meant to live long.
	 * @return {@code null} when it is not configured
	 */
	public @Nullable Boolean longRunning() {
		return this.longRunning;
	}

	/**
	 * How many such tasks may be live at once.
	 * @return {@code null} when it is not configured
	 */
	public @Nullable Integer maxLive() {
		return this.maxLive;
	}

	/**
	 * How such tasks are restarted.
	 * @return {@code null} when it is not configured
	 */
	public @Nullable RestartPolicy restart() {
		return this.restart;
	}

	/**
	 * Which failures of such tasks are expected.
	 * @return {@code null} when it is not configured
	 */
	public @Nullable List<Class<? extends Throwable>> expected() {
		return this.expected;
	}

}
