package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * What a task belongs to: it is notified of the task's outcome and of its end, and may
 * end the task itself. Thread-safe.
 */
interface TaskOwner {

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
	 * Why it has ended.
	 * @return {@code null} before
	 */
	@Nullable Cause endedBy();

	/**
	 * Made before the outcome is decided, since it needs memory.
	 * @param task one of its tasks
	 * @param outcome the outcome the task may get
	 * @return why the outcome ends the owner, {@code null} when it does not
	 */
	@Nullable Cause causeOfFailure(SupervisedTask<?> task, Outcome<?> outcome);

	/**
	 * After an outcome was decided.
	 * @param failed the cause that was made for it
	 * @return whether it is the cause of the owner, and to be carried out
	 */
	boolean fail(Cause failed);

	/**
	 * Ends all below by a cause that this owner has.
	 * @param value the cause
	 */
	void carryOut(Cause value);

	/**
	 * Takes a task out that is gone.
	 * @param task one of its tasks, once
	 */
	void settled(SupervisedTask<?> task);

}
