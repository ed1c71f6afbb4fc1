package dev.corral;

import dev.corral.event.TaskEvent;

/**
 * Is notified of events of tasks, by many threads at once. What it throws is logged; no
 * task is affected.
 */
@FunctionalInterface
public interface TaskListener {

	/**
	 * Reacts to an event. Starts and ends are reported on the task's own thread, the rest
	 * each on a thread of its own, one after another.
	 * @param event what happened, never {@code null}
	 */
	void on(TaskEvent event);

}
