package dev.corral.dump;

/** What puts two tasks into the same group. */
public enum Grouping {

	/**
	 * Name, status, thread state, verdict and stack are equal: the stack of every task is
	 * taken.
	 */
	EXACT,

	/**
	 * Name, status, thread state, verdict, launch site and the class of what the thread
	 * is parked on are equal: the stack of one task of each group is taken as a sample.
	 * Many times cheaper; the stacks of the others may differ.
	 */
	SAMPLED

}
