package dev.corral.internal.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.failure.Cause;

/** A scope as the task that opened it knows it. Thread-safe. */
public interface OpenedScope {

	/**
	 * Why it has ended.
	 * @return {@code null} before
	 */
	@Nullable Cause endedBy();

	/**
	 * Ends what belongs to it.
	 * @param cause why
	 * @return whether that is its cause
	 */
	@CanIgnoreReturnValue
	boolean end(Cause cause);

	void close();

}
