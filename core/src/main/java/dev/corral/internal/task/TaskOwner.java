package dev.corral.internal.task;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Outcome;
import dev.corral.internal.failure.Cause;

/**
 * What a task belongs to: it is notified of the task's outcome and of its end, and may
 * end the task itself. Thread-safe.
 */
public interface TaskOwner {

	/** The path of the root, to which tasks without an owner belong. */
	String ROOT = "root";

	/**
	 * The owner as the task's body sees it.
	 * @return the scope
	 */
	CancellationScope asScope();

	String path();

	/**
	 * When the owner ends its tasks, by the clock of the backend.
	 * @return nanoseconds, {@link Long#MAX_VALUE} for never
	 */
	long endsBy();

	boolean isAtOrBelow(long scope);

	/**
	 * Whether it was opened by a long-running task, or by a task of a scope for which
	 * this holds.
	 * @return {@code true} when its tasks are cancelled first as the launcher closes
	 */
	boolean isOfLongRunning();

	/**
	 * Whether a closer of the launcher cancels a task before it waits for the others.
	 * @param task the task
	 * @return {@code true} when it is long-running, or in a scope of such a task
	 */
	static boolean isOfLongRunning(SupervisedTask<?> task) {
		return task.options.longRunning() || (task.scope != null && task.scope.isOfLongRunning());
	}

	/**
	 * Why it has ended.
	 * @return {@code null} before
	 */
	@Nullable Cause endedBy();

	/**
	 * Makes the cause that an outcome would give this owner. Called before the decision,
	 * because it allocates.
	 * @param task one of its tasks
	 * @param outcome the outcome the task may get
	 * @return why the outcome ends the owner, {@code null} when it does not
	 */
	@Nullable Cause causeOfFailure(SupervisedTask<?> task, Outcome<?> outcome);

	/**
	 * Offers a cause, after the outcome that it was made for has been decided.
	 * @param failed the cause
	 * @return whether it became the owner's cause; the caller then calls
	 * {@link #carryOut}
	 */
	boolean fail(Cause failed);

	/**
	 * Notes what a task has ended with. Called when that is decided, before it is
	 * published.
	 * @param outcome the outcome of one of its tasks
	 */
	void ended(Outcome<?> outcome);

	/**
	 * Ends all tasks and scopes below. May be repeated.
	 * @param value the cause
	 */
	void carryOut(Cause value);

	/**
	 * Removes a task that is gone. Called once a task.
	 * @param task one of its tasks
	 */
	void settled(SupervisedTask<?> task);

}
