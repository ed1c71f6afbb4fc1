package dev.corral.monitor;

/**
 * Where a task is in its life. The outcome is decided on the way into {@link #ENDING};
 * the last five are reached when the task has settled, that is when its thread is gone.
 */
public enum TaskStatus {

	/** Accepted; the body has not started. */
	QUEUED,

	/** The body runs. */
	RUNNING,

	/** Between two attempts of a restarted task. */
	BACKING_OFF,

	/** The outcome is decided and callers have it; the thread is not gone yet. */
	ENDING,

	/** Settled after the body returned. */
	SUCCEEDED,

	/**
	 * Settled after a panic, or after the body propagated the failure of a joined task.
	 */
	PANICKED,

	/**
	 * Settled after the body threw an exception that the task had declared as expected.
	 */
	FAILED,

	/** Settled after its timeout, or its scope's, had passed. */
	TIMED_OUT,

	/** Settled after a cancel. */
	CANCELLED;

	/**
	 * Whether the task has settled.
	 * @return {@code true} for the five last states
	 */
	public boolean isSettled() {
		return compareTo(SUCCEEDED) >= 0;
	}

}
