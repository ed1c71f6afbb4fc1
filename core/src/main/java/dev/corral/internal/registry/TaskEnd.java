package dev.corral.internal.registry;

import dev.corral.Outcome;
import dev.corral.monitor.TaskStatus;

/** How a task ended, as far as the counters tell ends apart. */
public enum TaskEnd {

	/** With a value. */
	SUCCEEDED(TaskStatus.SUCCEEDED),

	/** With a panic, which is counted. */
	PANICKED(TaskStatus.PANICKED),

	/** With a failure propagated from a joined task, which has counted it. */
	PROPAGATED(TaskStatus.PANICKED),

	/** With a failure it declares. */
	FAILED(TaskStatus.FAILED),

	/** Out of time, its own or its scope's. */
	TIMED_OUT(TaskStatus.TIMED_OUT),

	/** Cancelled, by itself or with its scope. */
	CANCELLED(TaskStatus.CANCELLED);

	private final TaskStatus status;

	TaskEnd(TaskStatus status) {
		this.status = status;
	}

	/**
	 * The end that goes with an outcome.
	 * @param outcome the outcome
	 * @param propagated whether a panic comes from another task
	 * @return one of the ends
	 */
	public static TaskEnd of(Outcome<?> outcome, boolean propagated) {
		return switch (outcome) {
			case Outcome.Success<?> success -> SUCCEEDED;
			case Outcome.Panicked<?> panic -> propagated ? PROPAGATED : PANICKED;
			case Outcome.Failed<?> failed -> FAILED;
			case Outcome.TimedOut<?> timeout -> TIMED_OUT;
			case Outcome.Cancelled<?> cancel -> CANCELLED;
		};
	}

	// The status the task settles with
	public TaskStatus status() {
		return this.status;
	}

}
