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
	 * A future that ends as the task does; cancelling it cancels the task. Steps that
	 * depend on it run one after another on a virtual thread with the context of the
	 * launch. Steps of a future that is cancelled, or completed by hand, run on the
	 * thread that does it, and steps that are attached to a done future on the thread
	 * that attaches them. Its {@code *Async} steps have a virtual thread each. These
	 * threads count towards no limit. Ask for one and keep it: each lives as long as the
	 * task does.
	 * @return a new future; it is done if the task is done
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
