package dev.corral.internal.restart;

import java.time.Duration;

import org.slf4j.event.Level;

import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.task.Interrupts;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.timer.Deadlines;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.Plural;

/**
 * Ends attempts that are out of time, and tasks whose attempt does not end. Runs no user
 * code. Thread-safe.
 */
final class AttemptTimeouts {

	/** How long an attempt may take to end, however short the grace is. */
	private static final long LEAST_GRACE = Duration.ofMillis(100).toNanos();

	private final Backend backend;

	private final OutcomeDecider decider;

	private final Deadlines deadlines;

	private final Interrupts interrupts;

	private final Listeners listeners;

	private final CallbackExecutor callbacks;

	private final Shutdown shutdown;

	private final long grace;

	AttemptTimeouts(Backend backend, OutcomeDecider decider, Deadlines deadlines, Interrupts interrupts,
			Listeners listeners, CallbackExecutor callbacks, Shutdown shutdown) {
		this.backend = backend;
		this.decider = decider;
		this.deadlines = deadlines;
		this.interrupts = interrupts;
		this.listeners = listeners;
		this.callbacks = callbacks;
		this.shutdown = shutdown;
		this.grace = Math.max(LEAST_GRACE, decider.graceNanos());
	}

	/**
	 * The time of an attempt, or its grace, is over. By the deadline thread. May be
	 * repeated.
	 * @param attempt an attempt whose deadline was taken out
	 */
	void due(TimedAttempt attempt) {
		SupervisedTask<?> task = attempt.task;
		if (attempt.isOver() || task.isDone()) {
			return;
		}
		long now = this.backend.nanoTime();
		if (attempt.expiredAt == 0) {
			attempt.expiredAt = Math.max(1, now);
		}
		attempt.tryExpire();
		long lostAt = attempt.expiredAt + this.grace;
		if (now < lostAt) {
			if (attempt.isInterruptPending()) {
				this.interrupts.request(task, attempt);
			}
			this.deadlines.put(attempt, lostAt);
		}
		else if (task.waitingForChildren() > 0) {
			this.deadlines.put(attempt, now + this.grace);
		}
		else if (attempt.tryLose() || attempt.isLost()) {
			timeOut(attempt);
		}
	}

	/**
	 * The body has returned: from now on no interrupt of the attempt begins. Waits for
	 * one that is in flight, but no longer than the grace. By the task's own thread.
	 * @param attempt an attempt of the calling thread's task
	 */
	void end(TimedAttempt attempt) {
		awaitInterrupt(attempt);
		attempt.markOver();
		this.deadlines.remove(attempt);
	}

	private void awaitInterrupt(TimedAttempt attempt) {
		long until = 0;
		while (!attempt.tryEnd() && (!attempt.isLost() || attempt.isInterruptInFlight())) {
			long now = this.backend.nanoTime();
			until = (until != 0) ? until : now + this.grace;
			if (now >= until) {
				attempt.tryLose();
				return;
			}
			Thread.interrupted();
			this.backend.park(attempt.task, until - now);
		}
	}

	/**
	 * Gives a task its outcome because its attempt is lost. By the deadline thread, or by
	 * the task's own. May be repeated.
	 * @param attempt a lost attempt
	 */
	@SuppressWarnings("ReferenceEquality")
	void timeOut(TimedAttempt attempt) {
		SupervisedTask<?> task = attempt.task;
		if (!this.shutdown.hasBegun()) {
			task.attempts().giveUp(attempt.lost);
		}
		boolean interrupted = attempt.wasInterrupted();
		boolean decided = false;
		try {
			decided = this.decider.end(task, attempt.lost, !interrupted, this.backend.nanoTime());
		}
		finally {
			if (interrupted && task.decided() == attempt.lost) {
				this.decider.adoptInterrupt(task, attempt.expiredAt);
			}
		}
		if (decided && task.attempts().hasGivenUpWith(attempt.lost)) {
			report(attempt);
		}
	}

	private void report(TimedAttempt attempt) {
		SupervisedTask<?> task = attempt.task;
		long now = this.backend.nanoTime();
		TaskEvent.GaveUp end = Snapshots.gaveUp(task, now);
		if (this.callbacks.tryAcquireLine(StormKind.ofTasks(LogTopic.PANIC, Level.ERROR, task.counters.stats.name(),
				"gave up on attempts that did not end"))) {
			this.callbacks.log(new LogLine(LogTopic.PANIC, Level.ERROR,
					"{} gave up after {} in {}: attempt {} did not end within {} after its timeout of {}, launched by {}",
					task.subject(), Plural.of(end.restarts(), "restart", "restarts"), Durations.text(end.ranFor()),
					end.restarts() + 1, Durations.text(Duration.ofNanos(now - attempt.expiredAt)),
					Durations.text(attempt.limit), LaunchText.of(task.launchSite(), task.lineage))
				.withMdc(ContextPropagation.mdcOf(task.body)));
		}
		this.listeners.notifyLater(end);
	}

}
