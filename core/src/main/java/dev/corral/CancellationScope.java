package dev.corral;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import dev.corral.monitor.Registration;

/**
 * A launcher whose tasks belong together: one call ends them all. Thread-safe, and not
 * confined to the thread that opened it.
 */
public interface CancellationScope extends TaskLauncher, AutoCloseable {

	/**
	 * Waits for the outcomes of all tasks launched into this scope so far. A timeout of
	 * the scope fails the join only if it has ended a task, here or below, or if a launch
	 * came after it.
	 * @throws InterruptedException when the waiting thread is interrupted
	 * @throws CompletionException with the first failure as its cause and the others
	 * suppressed, or with a {@link TaskTimeoutException} when the scope's timeout has
	 * ended a task or refused a launch; a new one for every call
	 * @throws CancellationException when the scope was cancelled
	 * @throws IllegalStateException when called by a task of this scope
	 */
	void join() throws InterruptedException;

	/**
	 * Cancels every task and scope below. Later launches return cancelled tasks.
	 * @param reason why
	 * @return whether this call cancelled the scope; {@code false} when it has a cause,
	 * or is closed and has nothing left to cancel
	 * @throws IllegalArgumentException when {@code reason} is null
	 */
	@CanIgnoreReturnValue
	boolean cancel(String reason);

	/**
	 * Whether the scope is cancelled, has failed or is out of time.
	 * @return {@code true} once it has a cause
	 */
	boolean isCancelled();

	/**
	 * Why the scope is cancelled: the first cause, which never changes.
	 * @return empty while it is not
	 */
	Optional<Throwable> cause();

	/**
	 * Wall-clock time of the scope's own deadline or of a scope's above, whichever is
	 * first.
	 * @return empty when there is none
	 */
	Optional<Instant> deadline();

	/**
	 * What is left until the deadline.
	 * @return empty when there is none, zero when it has passed
	 */
	Optional<Duration> remaining();

	/**
	 * Registers a callback for the moment when the scope gets its cause. It is called
	 * once, on a thread of its own; at once when the scope has a cause.
	 * @param callback what to call; what it throws is logged
	 * @return removes the callback
	 * @throws IllegalArgumentException when {@code callback} is null
	 */
	Registration onCancel(Runnable callback);

	/**
	 * Cancels what runs, waits up to the cancel grace for it to settle, and returns.
	 * Never throws and never hangs; an interrupt is kept for the caller. Idempotent.
	 */
	@Override
	void close();

}
