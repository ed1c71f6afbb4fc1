package dev.corral.sample.lab;

import java.util.List;

import dev.corral.TaskLauncher;

/**
 * One form of a scenario.
 *
 * @param name what a request calls it
 * @param happens what its tasks do
 * @param foundBy what finds it: the verdict's reason, or what else stops or tells it
 * @param ends whether its tasks end by themselves
 * @param start launches it
 */
record Form(String name, String happens, String foundBy, boolean ends, Start start) {

	/** Stands in the place of a finder where there is nothing to find. */
	static final String NOTHING = "nothing";

	static Form leaking(String name, String happens, String foundBy, Start start) {
		return new Form(name, happens, foundBy, false, start);
	}

	static Form ending(String name, String happens, Start start) {
		return new Form(name, happens, NOTHING, true, start);
	}

	/** Launches the tasks of a form. */
	@FunctionalInterface
	interface Start {

		/**
		 * Launches the tasks.
		 * @param tasks the launcher
		 * @param name the name of the scenario and of its tasks
		 * @return the ids of the tasks
		 * @throws InterruptedException when the launching thread is interrupted
		 */
		List<Long> start(TaskLauncher tasks, String name) throws InterruptedException;

	}

}
