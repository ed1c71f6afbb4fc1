package dev.corral.sample.lab;

import java.util.List;

import dev.corral.TaskLauncher;

/**
 * One classic leak. A form launches its tasks and returns their ids. It keeps no handle,
 * so that what leaks is reachable by nothing but the launcher, and it waits for nothing:
 * whoever waits is a task, so that a request is answered whatever becomes of the tasks.
 */
interface Scenario {

	/**
	 * Launches the leaking form.
	 * @param tasks the launcher
	 * @param name the name of the scenario and of its tasks
	 * @return the ids of the tasks
	 */
	List<Long> leak(TaskLauncher tasks, String name);

	/**
	 * Launches the fixed form, whose tasks end by themselves.
	 * @param tasks the launcher
	 * @param name the name of the scenario and of its tasks
	 * @return the ids of the tasks
	 */
	List<Long> fixed(TaskLauncher tasks, String name);

}
