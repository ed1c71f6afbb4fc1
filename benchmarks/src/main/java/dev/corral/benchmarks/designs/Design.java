package dev.corral.benchmarks.designs;

import java.util.List;

/**
 * A registry of live tasks and the admission of new ones. Each drives the same
 * {@link DesignTask}, so that nothing but these two makes a difference. Thread-safe.
 */
public interface Design {

	/**
	 * Launches a task, unless the limit is reached.
	 * @param body what it does
	 * @return whether it was launched
	 */
	boolean launch(Runnable body);

	/**
	 * How many tasks are live, by the books.
	 * @return exact while none comes or goes
	 */
	int live();

	/**
	 * How many slots of the limit are taken.
	 * @return exact while none comes or goes
	 */
	int taken();

	/**
	 * Finds the live tasks.
	 * @return in no order; always empty if the design keeps none
	 */
	List<DesignTask> tasks();

}
