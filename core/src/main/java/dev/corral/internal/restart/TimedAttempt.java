package dev.corral.internal.restart;

import java.time.Duration;

import dev.corral.Outcome;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.attempt.AttemptDeadline;
import dev.corral.internal.task.SupervisedTask;

/*-
 * Runnable itself: what the virtual machine links at the first use of a lambda can fail for ever
 * when there is no memory just then.
 */
/** An attempt whose time is limited. */
final class TimedAttempt extends AttemptDeadline implements Runnable {

	final SupervisedTask<?> task;

	final Duration limit;

	/** What the task ends with when the attempt is lost. Made before it is needed. */
	final Outcome<?> lost;

	/** From when the grace counts; written by the deadline thread before it expires. */
	volatile long expiredAt;

	private final AttemptTimeouts timeouts;

	private final int number;

	TimedAttempt(SupervisedTask<?> task, Duration limit, long endsAt, AttemptTimeouts timeouts) {
		super(endsAt);
		this.task = task;
		this.limit = limit;
		this.lost = new Outcome.TimedOut<>(limit);
		this.timeouts = timeouts;
		this.number = task.attempt();
	}

	@Override
	public TaskTimeoutException timeout() {
		return new TaskTimeoutException("attempt " + this.number + " of " + this.task.label(), this.limit);
	}

	@Override
	public void expire() {
		this.timeouts.due(this);
	}

	// By the task's own thread, when the attempt is lost
	@Override
	public void run() {
		this.timeouts.timeOut(this);
	}

}
