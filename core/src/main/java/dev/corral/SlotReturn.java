package dev.corral;

/** Where a task gives back what it holds of limits. Thread-safe. */
interface SlotReturn {

	/**
	 * Gives back what a task holds besides its slot of the launcher, once.
	 * @param task a task that has its outcome
	 */
	void leave(SupervisedTask<?> task);

	/**
	 * The slot of a task has come free: whoever waits for one, or for the last, looks.
	 */
	void signalFree();

}
