package dev.corral;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.RunningContext;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Registration;

/**
 * The running task as its body sees it, with the timeouts and cancellations of the task
 * itself and of its scope. Thread-safe; a body may hand it to helpers.
 */
public interface TaskContext {

	/**
	 * The context of the task whose body the calling thread runs.
	 * @return the context
	 * @throws IllegalStateException outside any task
	 */
	static TaskContext current() {
		StackReserve.require();
		SupervisedTask<?> task = CurrentTask.get();
		if (task == null) {
			throw new IllegalStateException("there is no current task: thread \"" + Thread.currentThread().getName()
					+ "\" was not launched through a TaskLauncher");
		}
		return new RunningContext(task);
	}

	/**
	 * The task's id.
	 * @return a positive number
	 */
	long id();

	/**
	 * The task's name.
	 * @return never empty
	 */
	String name();

	/**
	 * Which attempt runs.
	 * @return a number from 1
	 */
	int attempt();

	/**
	 * Whether the task was asked to stop: cancelled, failed by its scope, or out of time.
	 * Also, until it ends, whether the attempt is out of time, see
	 * {@link RestartPolicy#attemptTimeout(Duration)}.
	 * @return {@code true} once it was
	 */
	boolean isCancelled();

	/**
	 * Checks that the task may go on; for loops that never block.
	 * @throws CancellationException when it was asked to stop
	 */
	void checkCancelled();

	/**
	 * Why the task was asked to stop.
	 * @return empty while it was not
	 */
	Optional<Throwable> cause();

	/**
	 * Wall-clock time of its own deadline, that of its attempt, or its scopes', whichever
	 * is first.
	 * @return empty when there is none
	 */
	Optional<Instant> deadline();

	/**
	 * What is left until the deadline.
	 * @return empty when there is none, zero when it has passed
	 */
	Optional<Duration> remaining();

	/**
	 * Registers a callback for the moment when the task is asked to stop. It is called
	 * once, on a thread of its own; at once when the task was asked before. It is not
	 * called for an attempt that is out of time.
	 * @param callback what to call; what it throws is logged
	 * @return removes the callback
	 * @throws IllegalArgumentException when {@code callback} is null
	 */
	Registration onCancel(Runnable callback);

	/**
	 * The scope the task belongs to.
	 * @return the scope; that of the root can be neither joined, cancelled nor closed
	 */
	CancellationScope scope();

}
