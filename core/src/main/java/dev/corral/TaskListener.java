package dev.corral;

import dev.corral.event.TaskEvent;

/** Hears what happens to tasks. What it throws is logged and harms no task. */
@FunctionalInterface
public interface TaskListener {

	/**
	 * Something happened. Starts and ends are told on the task's own thread, the rest on
	 * the callback executor; called by many threads at once.
	 * @param event what happened
	 */
	void on(TaskEvent event);

}
