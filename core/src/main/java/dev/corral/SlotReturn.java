package dev.corral;

/** Where a task gives back what it holds of limits. Thread-safe. */
interface SlotReturn {

	/**
	 * Gives back what a task holds besides its slot of the launcher, once.
	 * @param task a task that has its outcome
	 */
	void leave(SupervisedTask<?> task);

	/** Wakes launches that wait for a slot, and the closer that waits for the last. */
	void signalFree();

}
