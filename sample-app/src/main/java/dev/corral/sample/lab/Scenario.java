package dev.corral.sample.lab;

import java.util.List;

import dev.corral.TaskLauncher;

/**
 * One classic leak. A form launches its tasks and returns their ids; it keeps no handle,
 * so that what leaks is reachable by nothing but the launcher.
 */
interface Scenario {

	/**
	 * Launches the leaking form.
	 * @param tasks the launcher
	 * @param name the name of the scenario and of its tasks
	 * @return the ids of the tasks
	 * @throws InterruptedException when the launching thread is interrupted
	 */
	List<Long> leak(TaskLauncher tasks, String name) throws InterruptedException;

	/**
	 * Launches the fixed form, whose tasks end by themselves.
	 * @param tasks the launcher
	 * @param name the name of the scenario and of its tasks
	 * @return the ids of the tasks
	 * @throws InterruptedException when the launching thread is interrupted
	 */
	List<Long> fixed(TaskLauncher tasks, String name) throws InterruptedException;

}
