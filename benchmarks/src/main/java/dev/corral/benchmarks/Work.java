package dev.corral.benchmarks;

/** One side of a pair: something that is done a number of times. */
@FunctionalInterface
public interface Work {

	/**
	 * Does it once more.
	 * @return how many units were done, at least 1
	 * @throws Exception when it cannot be done
	 */
	long run() throws Exception;

}
