package dev.corral.dump;

/** What the stacks of a profile are made of. */
public enum ProfileStack {

	/** Where the threads of the tasks are. */
	THREAD,

	/**
	 * Who launched the tasks: the launch site as the innermost frame, and around it those
	 * of the ancestors that are known, the nearest first. No stack of a thread is taken.
	 */
	LAUNCH

}
