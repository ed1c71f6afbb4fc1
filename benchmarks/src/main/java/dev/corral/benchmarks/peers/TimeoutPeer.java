package dev.corral.benchmarks.peers;

import dev.corral.benchmarks.Work;

/**
 * Another way to give a task a timeout. What it opens for that lives as long as the
 * virtual machine. Found by {@link java.util.ServiceLoader}.
 */
public interface TimeoutPeer {

	/**
	 * Its name in the report.
	 * @return a class or a library
	 */
	String name();

	/**
	 * Batches of tasks with a timeout that never fires.
	 * @param batch how many tasks
	 * @return a work of that many units
	 */
	Work timed(int batch);

	/**
	 * The same without the timeout.
	 * @param batch how many tasks
	 * @return a work of that many units
	 */
	Work plain(int batch);

}
