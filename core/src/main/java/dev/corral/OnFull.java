package dev.corral;

/**
 * What a launch does when the launcher's limit, or that of the task's name, is reached.
 * The limit of a scope always waits.
 */
public enum OnFull {

	/** Throws {@link java.util.concurrent.RejectedExecutionException} at once. */
	REJECT,

	/**
	 * Waits for a slot, first come first served, for the launcher's {@code maxWait} at
	 * most. A task that holds a slot of the limit, or descends from one that does, is
	 * rejected at once, since it might wait for itself.
	 */
	WAIT,

	/**
	 * Runs the task above the limit, on its own thread, while the launching thread waits
	 * until it has settled: no thread ever has more than one such task. A launching
	 * thread that is interrupted stops waiting and keeps the flag; with the flag set, it
	 * is rejected.
	 */
	CALLER_WAITS

}
