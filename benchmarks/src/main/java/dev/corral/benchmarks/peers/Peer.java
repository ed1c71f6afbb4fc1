package dev.corral.benchmarks.peers;

import dev.corral.benchmarks.Work;

/**
 * Another way to start a task. What it opens for that lives as long as the virtual
 * machine, which was started to measure. Those that need more than the module's own
 * dependencies or release of Java are found by {@link java.util.ServiceLoader}.
 */
public interface Peer {

	/**
	 * Its name in the report.
	 * @return a class or a library
	 */
	String name();

	/**
	 * Batches of tasks that do nothing: all are launched, then all are awaited, by
	 * whatever means the peer has.
	 * @param batch how many tasks
	 * @return a work of that many units
	 */
	Work launches(int batch);

}
