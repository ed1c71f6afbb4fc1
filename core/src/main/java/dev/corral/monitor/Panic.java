package dev.corral.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A panic of a task. Handlers set by {@link dev.corral.TaskSpec#recoverWith} get one also
 * for a failure that the task only propagates from a joined task. Immutable.
 */
public final class Panic {

	private final TaskSnapshot task;

	private final Throwable cause;

	private final String threadName;

	private final Duration ranFor;

	private final Instant started;

	private final boolean late;

	private Panic(TaskSnapshot task, Throwable cause, String threadName, Instant started, Duration ranFor,
			boolean late) {
		this.task = task;
		this.cause = cause;
		this.threadName = threadName;
		this.started = started;
		this.ranFor = ranFor;
		this.late = late;
	}

	/**
	 * Describes an exception that escaped.
	 * @param task the task at that moment
	 * @param cause what escaped its body
	 * @param threadName the name of the task's thread
	 * @param started wall-clock time at which the body began
	 * @param ranFor how long it ran
	 * @param late whether the outcome had been decided before
	 * @return the panic
	 */
	public static Panic of(TaskSnapshot task, Throwable cause, String threadName, Instant started, Duration ranFor,
			boolean late) {
		return new Panic(task, cause, threadName, started, ranFor, late);
	}

	/**
	 * The task's id.
	 * @return a positive number
	 */
	public long id() {
		return this.task.id();
	}

	/**
	 * The task's name as its launcher gave it.
	 * @return never empty
	 */
	public String name() {
		return this.task.name();
	}

	/**
	 * The path of the task's scope.
	 * @return {@code root}, or a path that begins with it
	 */
	public String scope() {
		return this.task.scope();
	}

	/**
	 * Which attempt panicked.
	 * @return a number from 1
	 */
	public int attempt() {
		return this.task.attempt();
	}

	/**
	 * What escaped the body.
	 * @return that throwable
	 */
	public Throwable cause() {
		return this.cause;
	}

	/**
	 * Who launched the task.
	 * @return the source place
	 */
	public LaunchSite launchSite() {
		return this.task.launchSite();
	}

	/**
	 * The task's ancestors, nearest first, a line each.
	 * @return an immutable list, empty when no task launched it
	 */
	public List<String> lineage() {
		Lineage lineage = this.task.lineage();
		return (lineage != null) ? List.copyOf(lineage.lines()) : List.of();
	}

	/**
	 * The name of the task's thread.
	 * @return the name at the time of the panic
	 */
	public String threadName() {
		return this.threadName;
	}

	/**
	 * Wall-clock time at which the body began, at its first attempt.
	 * @return the time of day
	 */
	public Instant started() {
		return this.started;
	}

	/**
	 * How long the task has run: since its first attempt began, with the pauses between
	 * attempts.
	 * @return not negative
	 */
	public Duration ranFor() {
		return this.ranFor;
	}

	/**
	 * Whether the outcome had been decided when the body threw: callers do not get this
	 * panic.
	 * @return {@code true} for a late panic
	 */
	public boolean late() {
		return this.late;
	}

	@Override
	public String toString() {
		return "panic of task " + id() + " \"" + Printable.of(name()) + "\": " + this.cause.getClass().getName();
	}

}
