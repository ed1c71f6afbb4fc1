package dev.corral.monitor;

/** Receives how long tasks took, for instance for a timer of a metrics library. */
@FunctionalInterface
public interface DurationRecorder {

	/**
	 * A task has settled. Called on its own thread, or on the one that cancelled it when
	 * it never began; what it throws is logged once and harms no task.
	 * @param name the name it is counted under, {@code other} beyond the limit of names
	 * @param outcome one of the four last states
	 * @param nanos nanoseconds from the start of the body to the end of its thread, 0
	 * when it never began
	 */
	void record(String name, TaskStatus outcome, long nanos);

}
