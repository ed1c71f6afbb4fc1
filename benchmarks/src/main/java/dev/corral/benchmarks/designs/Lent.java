package dev.corral.benchmarks.designs;

/** Something that slots are lent to in advance. Thread-safe. */
interface Lent {

	void lend(int slots);

	/**
	 * Takes back what is free.
	 * @return how many slots
	 */
	int withdraw();

}
