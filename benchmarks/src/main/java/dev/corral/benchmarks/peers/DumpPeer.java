package dev.corral.benchmarks.peers;

import java.util.List;

import dev.corral.benchmarks.Work;

/**
 * Another way to dump what is live. What it opens for that lives as long as the virtual
 * machine. Found by {@link java.util.ServiceLoader}.
 */
public interface DumpPeer {

	/**
	 * What it needs of the virtual machine, beside a heap.
	 * @return options of the {@code java} command
	 */
	List<String> options();

	/**
	 * Parks whatever it dumps, and dumps it to a file.
	 * @param number how many are parked
	 * @return a work whose unit is a dump
	 * @throws Exception when they cannot be parked
	 */
	Work dumps(int number) throws Exception;

}
