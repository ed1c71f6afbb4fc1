package dev.corral;

import java.time.Duration;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says about tasks of one name; it beats what code says. Immutable;
 * start from {@link #none()}.
 */
@CheckReturnValue
public final class TaskSettings {

	private static final TaskSettings NONE = new TaskSettings(null, null, null);

	private final @Nullable Duration timeout;

	private final @Nullable Duration leakAfter;

	private final @Nullable Boolean longRunning;

	private TaskSettings(@Nullable Duration timeout, @Nullable Duration leakAfter, @Nullable Boolean longRunning) {
		this.timeout = timeout;
		this.leakAfter = leakAfter;
		this.longRunning = longRunning;
	}

	/**
	 * Settings that say nothing.
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
		return new TaskSettings(Check.notNegative("timeout", value), this.leakAfter, this.longRunning);
	}

	/**
	 * Sets the age from which such a task is watched for leaks.
	 * @param value a positive duration
	 * @return the new settings
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	public TaskSettings withLeakAfter(Duration value) {
		return new TaskSettings(this.timeout, Check.positive("leakAfter", value), this.longRunning);
	}

	/**
	 * Sets whether such a task is meant to live long.
	 * @param value {@code true} to exempt it from suspicions
	 * @return the new settings
	 */
	public TaskSettings withLongRunning(boolean value) {
		return new TaskSettings(this.timeout, this.leakAfter, value);
	}

	@Nullable Duration timeout() {
		return this.timeout;
	}

	@Nullable Duration leakAfter() {
		return this.leakAfter;
	}

	@Nullable Boolean longRunning() {
		return this.longRunning;
	}

}
