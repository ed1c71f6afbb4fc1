package dev.corral;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Describes a task before its launch. Immutable: every method returns a new description,
 * so one may be kept and launched often. Thread-safe.
 */
@CheckReturnValue
public interface TaskSpec {

	/**
	 * Sets how long the task may run, counted from its start.
	 * @param timeout a positive duration
	 * @return the new description
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	TaskSpec timeout(Duration timeout);

	/**
	 * Lets the task run without limit, whatever the launcher's default.
	 * @return the new description
	 */
	TaskSpec noTimeout();

	/**
	 * Sets the handler that is notified of this task's panics, instead of the launcher's
	 * handlers. It is also called when the task only propagates the failure of a joined
	 * task that panicked: then the outcome is {@link Outcome.Panicked}, but no handler of
	 * the launcher is called.
	 * @param handler the handler
	 * @return the new description
	 * @throws IllegalArgumentException when it is null
	 */
	TaskSpec recoverWith(RecoveryHandler handler);

	/**
	 * Sets the age, counted from the launch, from which the task is watched for leaks.
	 * @param age a positive duration
	 * @return the new description
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	TaskSpec leakAfter(Duration age);

	/**
	 * Sets whether the body is run again when it panics.
	 * @param policy how often, and after which wait
	 * @return the new description
	 * @throws IllegalArgumentException when it is null
	 */
	TaskSpec restart(RestartPolicy policy);

	/**
	 * Declares a failure that is part of the task's job, such as "not found" of a lookup.
	 * A throwable of that class that leaves the body, alone or as the direct cause of a
	 * {@link java.util.concurrent.CompletionException},
	 * {@link java.util.concurrent.ExecutionException} or
	 * {@link java.lang.reflect.UndeclaredThrowableException}, is no panic: the outcome is
	 * {@link Outcome.Failed}, no handler is called, nothing is restarted, and the log has
	 * a line only on level DEBUG. A join of the task throws it, and it ends a fail-fast
	 * scope. May be called for several classes.
	 * @param type the class; its subclasses count, too
	 * @return the new description
	 * @throws IllegalArgumentException when it is null or a class of no throwable
	 */
	TaskSpec expects(Class<? extends Throwable> type);

	/**
	 * Marks the task as meant to live long. Neither age nor idle waiting of its body
	 * makes it a suspected leak. When the launcher closes, the task is cancelled at once,
	 * with the scopes it has opened; the shutdown timeout is for all others. Work that
	 * shall be finished is launched on the root.
	 * @return the new description
	 */
	TaskSpec longRunning();

	/**
	 * Runs the task on a platform thread: for long computations, which would keep a
	 * carrier from other virtual threads.
	 * @return the new description
	 */
	TaskSpec onPlatformThread();

	/**
	 * Launches it with a body that returns nothing.
	 * @param body what it does
	 * @return its handle, which may be ignored
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed or full; of those
	 * for a limit, ten a second have a stack trace
	 */
	@CanIgnoreReturnValue
	Task<@Nullable Void> launch(TaskBody body);

	/**
	 * Launches it with a body that returns a value.
	 * @param <T> what the body returns
	 * @param body what it does
	 * @return its handle
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed or full; of those
	 * for a limit, ten a second have a stack trace
	 */
	@CanIgnoreReturnValue
	<T extends @Nullable Object> Task<T> call(Callable<T> body);

	/**
	 * Launches it with a body whose value holds something, such as a connection. A value
	 * that comes after the task was cancelled or timed out, or after its attempt was out
	 * of time, reaches no caller; the handler gets it instead.
	 * <p>
	 * The handler is called once for each late value, on a thread of its own, also when
	 * the launcher has been closed meanwhile. It is not called for {@code null}, nor when
	 * the value is the outcome: then the handle has it, even if nobody asks.
	 * @param <T> what the body returns
	 * @param body what it does
	 * @param onLateValue gets a late value; what it throws is logged
	 * @return its handle
	 * @throws IllegalArgumentException when {@code body} or {@code onLateValue} is null
	 * @throws RejectedExecutionException when the launcher is closed or full; of those
	 * for a limit, ten a second have a stack trace
	 */
	@CanIgnoreReturnValue
	<T extends @Nullable Object> Task<T> call(Callable<T> body, LateValueHandler<? super T> onLateValue);

	/**
	 * Launches it when there is room for it now; never waits.
	 * @param body what it does
	 * @return its handle, empty when a limit is reached
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	@CanIgnoreReturnValue
	Optional<Task<@Nullable Void>> tryLaunch(TaskBody body);

	/**
	 * Launches it when there is room for it now; never waits.
	 * @param <T> what the body returns
	 * @param body what it does
	 * @return its handle, empty when a limit is reached
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	@CanIgnoreReturnValue
	<T extends @Nullable Object> Optional<Task<T>> tryCall(Callable<T> body);

	/**
	 * Launches it when there is room for it now; never waits. A late value goes to the
	 * handler, as in {@link #call(Callable, LateValueHandler)}.
	 * @param <T> what the body returns
	 * @param body what it does
	 * @param onLateValue gets a late value; what it throws is logged
	 * @return its handle, empty when a limit is reached
	 * @throws IllegalArgumentException when {@code body} or {@code onLateValue} is null
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	@CanIgnoreReturnValue
	<T extends @Nullable Object> Optional<Task<T>> tryCall(Callable<T> body, LateValueHandler<? super T> onLateValue);

}
