package dev.corral.monitor;

/** Receives how long tasks took; what a timer of a metrics library stands behind. */
@FunctionalInterface
public interface DurationRecorder {

	/**
	 * A task has settled. Called on its own thread, or on its canceller's when it never
	 * began; what it throws is logged once and harms no task.
	 * @param name the name its books are kept under, {@code other} beyond the limit of
	 * names
	 * @param outcome one of the four last states
	 * @param nanos nanoseconds from the start of the body to the end of its thread, 0
	 * when it never began
	 */
	void record(String name, TaskStatus outcome, long nanos);

}
