package dev.corral.internal.registry;

/** How a task ended, as far as the counters tell ends apart. */
public enum TaskEnd {

	/** With a value. */
	SUCCEEDED,

	/** With a panic, which is counted. */
	PANICKED,

	/** With a failure of another task that its body has let through: counted there. */
	CLIMBED,

	/** With a failure it declares. */
	FAILED,

	/** Out of time, its own or its scope's. */
	TIMED_OUT,

	/** Cancelled, by itself or with its scope. */
	CANCELLED

}
