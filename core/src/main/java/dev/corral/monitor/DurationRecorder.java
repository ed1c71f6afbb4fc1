package dev.corral.monitor;

/** Receives how long tasks took, for instance for a timer of a metrics library. */
@FunctionalInterface
public interface DurationRecorder {

	/**
	 * Records that a task has settled. Called on the task's own thread, or on the
	 * callback executor when the task never started. The first exception it throws is
	 * logged; no task is affected.
	 * @param name the name it is counted under, {@code other} beyond the limit of names
	 * @param outcome one of the four last states
	 * @param nanos nanoseconds from the start of the body to the end of its thread, 0
	 * when it never started
	 */
	void record(String name, TaskStatus outcome, long nanos);

}
