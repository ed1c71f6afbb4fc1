package dev.corral.sample.lab;

import java.util.List;

import dev.corral.TaskLauncher;

/**
 * One form of a scenario.
 *
 * @param name what a request calls it
 * @param happens what its tasks do
 * @param foundBy what finds it: the reasons of verdicts, the last of which stands, or
 * what else stops or tells it; empty where there is nothing to find
 * @param ends whether its tasks end by themselves
 * @param start launches it
 */
record Form(String name, String happens, List<String> foundBy, boolean ends, Start start) {

	static Form leaking(String name, String happens, List<String> foundBy, Start start) {
		return new Form(name, happens, foundBy, false, start);
	}

	static Form ending(String name, String happens, Start start) {
		return new Form(name, happens, List.of(), true, start);
	}

	/** Launches the tasks of a form. */
	@FunctionalInterface
	interface Start {

		/**
		 * Launches the tasks.
		 * @param tasks the launcher
		 * @param name the name of the scenario and of its tasks
		 * @return the ids of the tasks
		 */
		List<Long> start(TaskLauncher tasks, String name);

	}

}
