package dev.corral;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.monitor.TaskStatus;

/**
 * The handle of a launched task. As a {@link Future} it is done from the moment its
 * outcome is decided, which may be before its thread is gone. Thread-safe.
 *
 * @param <T> what the body returns
 */
public interface Task<T extends @Nullable Object> extends Future<T> {

	/**
	 * The task's id, unique in its launcher and ascending in order of launch.
	 * @return a positive number
	 */
	long id();

	/**
	 * The name it was launched under.
	 * @return never empty
	 */
	String name();

	/**
	 * Where it is in its life.
	 * @return the status of this moment
	 */
	TaskStatus status();

	/**
	 * How it ended for its caller.
	 * @return empty until decided
	 */
	Optional<Outcome<T>> outcome();

	/**
	 * Waits for the outcome.
	 * @return what the body returned
	 * @throws InterruptedException when the waiting thread is interrupted
	 * @throws CompletionException with the panic, or a {@link TaskTimeoutException}, as
	 * its cause; a new one for every call
	 * @throws CancellationException with the reason, when the task was cancelled
	 */
	@CanIgnoreReturnValue
	T join() throws InterruptedException;

	/**
	 * Decides the outcome to be {@link Outcome.Cancelled} and interrupts the body.
	 * @param reason why: part of the outcome, and of what {@code join} and {@code get}
	 * throw
	 * @return whether this call decided the outcome
	 * @throws IllegalArgumentException when {@code reason} is null
	 */
	@CanIgnoreReturnValue
	boolean cancel(String reason);

	/**
	 * Waits until the task's thread is gone.
	 * @param timeout the longest wait
	 * @return whether it settled in that time
	 * @throws IllegalArgumentException when {@code timeout} is null or negative
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	boolean awaitSettled(Duration timeout) throws InterruptedException;

	/**
	 * A future that ends as the task does; cancelling it cancels the task. Its dependents
	 * run on the launcher's callback executor, or on the thread that attaches them late:
	 * give slow ones an executor of their own.
	 * @return a new future
	 */
	CompletableFuture<T> toCompletableFuture();

	/**
	 * {@inheritDoc}
	 * <p>
	 * With {@code true} this is {@code cancel("cancelled by its handle")}; with
	 * {@code false} the outcome is decided and the body left alone.
	 */
	@Override
	@CanIgnoreReturnValue
	boolean cancel(boolean mayInterruptIfRunning);

}
