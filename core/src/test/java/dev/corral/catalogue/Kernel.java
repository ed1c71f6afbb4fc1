package dev.corral.catalogue;

import dev.corral.TaskLauncher;

/**
 * The code of one row, made anew for every run. What its tasks share are its fields, so
 * that a kernel nobody keeps leaves nothing reachable but what runs.
 */
abstract class Kernel {

	/** Whether the mistake is mended; for a negative, whether its tasks are declared. */
	final boolean fixed;

	Kernel(boolean fixed) {
		this.fixed = fixed;
	}

	/**
	 * Launches the row's tasks and never waits for them.
	 * @param launcher where to
	 * @throws Exception whatever a launch throws
	 */
	abstract void start(TaskLauncher launcher) throws Exception;

	/** Lets go of what is kept on purpose, or stops what would run for ever. */
	void release() {
	}

	/** Makes the code of one run. */
	@FunctionalInterface
	interface Factory {

		Kernel create(boolean fixed);

	}

}
