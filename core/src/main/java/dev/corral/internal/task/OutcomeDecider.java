package dev.corral.internal.task;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.timer.Deadlines;

/** Decides the outcomes of tasks, and requests their interrupts. Thread-safe. */
public final class OutcomeDecider {

	/*-
	 * What a decision needs is made before it: the outcome, the cause it gives a scope, and room
	 * for the interrupt. So when memory runs out, nothing is decided, or all of it is. What
	 * follows a decision may be repeated: the watcher does so for tasks that are old enough, and
	 * finds in the same way a deadline or an interrupt that was missed.
	 *
	 * No step relies on a finally block alone: without memory HotSpot may remove frames and run none
	 * of their handlers (decision 21). The watcher detects missing steps from the state of
	 * the task.
	 */

	/** How often to look again at a task that waits for its children, at most. */
	private static final long LEAST_LOOK = Duration.ofMillis(100).toNanos();

	/** How long after its time a step counts as missed. */
	public static final long MISSED = Duration.ofSeconds(1).toNanos();

	private static final Outcome<?> NOT_STARTED = new Outcome.Cancelled<>("its thread could not be started", null);

	/** Of a task whose thread has died. */
	private static final Outcome<?> LOST = new Outcome.Panicked<>(
			new OutOfMemoryError("the thread of the task has died, most likely for want of memory"));

	private final Backend backend;

	private final long grace;

	private final Deadlines deadlines;

	private final Interrupts interrupts;

	private final TaskCompleter completer;

	private final Consumer<SupervisedTask<?>> overdue;

	/**
	 * Makes the part that decides outcomes from outside.
	 * @param environment backend, configuration and clock of the launcher
	 * @param deadlines where graces are entered
	 * @param interrupts interrupts bodies
	 * @param completer settles tasks that have not started
	 * @param overdue gets tasks whose grace is over
	 */
	public OutcomeDecider(Environment environment, Deadlines deadlines, Interrupts interrupts, TaskCompleter completer,
			Consumer<SupervisedTask<?>> overdue) {
		this.backend = environment.backend();
		this.grace = environment.config().cancelGrace().toNanos();
		this.deadlines = deadlines;
		this.interrupts = interrupts;
		this.completer = completer;
		this.overdue = overdue;
	}

	public boolean cancel(SupervisedTask<?> task, String reason, boolean interrupt) {
		Outcome<?> outcome = new Outcome.Cancelled<>(reason, null);
		return end(task, outcome, interrupt, this.backend.nanoTime());
	}

	/**
	 * Gives a task the outcome of its scope's cause, if it has none. Asks for no
	 * interrupt: that comes when all outcomes of the scope are decided.
	 * @param task the task
	 * @param cause why it ends
	 * @return whether this call decided its outcome
	 */
	public boolean decideBy(SupervisedTask<?> task, Cause cause) {
		Outcome<?> outcome = (task.phase() <= TaskState.QUEUED) ? cause.unstarted() : cause.outcome();
		task.prepareInterrupt(null, true);
		if (!decide(task, outcome)) {
			return false;
		}
		carryOut(task, outcome, cause.at());
		return true;
	}

	// As decideBy, with the interrupt
	public void end(SupervisedTask<?> task, Cause cause) {
		if (decideBy(task, cause)) {
			interrupt(task, cause.at());
		}
	}

	/**
	 * Gives a task an outcome, if it has none.
	 * @param task the task
	 * @param outcome the outcome
	 * @param interrupt whether to request its interrupt
	 * @param at from when its grace counts
	 * @return whether this call decided it
	 */
	@SuppressWarnings("ReferenceEquality")
	public boolean end(SupervisedTask<?> task, Outcome<?> outcome, boolean interrupt, long at) {
		task.prepareInterrupt(outcome, interrupt);
		try {
			if (!decide(task, outcome)) {
				return false;
			}
			carryOut(task, outcome, at);
		}
		finally {
			// Also when memory has run out since: no other thread would request it
			if (interrupt && task.decided() == outcome) {
				interrupt(task, at);
			}
		}
		return true;
	}

	/**
	 * Requests the interrupt of a task that has its outcome, unless it was requested
	 * before.
	 * @param task the task
	 * @param at from when its grace counts
	 * @return whether this call requested it
	 */
	public boolean interrupt(SupervisedTask<?> task, long at) {
		if (!request(task, at)) {
			return false;
		}
		this.deadlines.put(task, at + graceNanos());
		return true;
	}

	// The interrupt of an attempt, which began at that time, serves for the task that has
	// its outcome for that attempt
	public void adoptInterrupt(SupervisedTask<?> task, long at) {
		if (!task.isOver() && task.tryInterruptAt(at)) {
			task.tryAdoptInterrupt();
			this.deadlines.put(task, at + graceNanos());
		}
	}

	// The same where many tasks share one deadline for their grace
	public boolean request(SupervisedTask<?> task, long at) {
		if (task.isOver() || task.rareState().spared || !task.tryInterruptAt(at)) {
			return false;
		}
		this.interrupts.request(task);
		return true;
	}

	// Requests for its interrupt are ignored from now on, or not any more
	public void spare(SupervisedTask<?> task, boolean spared) {
		task.rareState().spared = spared;
	}

	public long graceNanos() {
		return this.grace;
	}

	// By the deadline thread: a time the task had been entered for has come
	public void due(SupervisedTask<?> task) {
		long now = this.backend.nanoTime();
		long interrupted = task.interruptedAt();
		if (interrupted != 0) {
			long over = interrupted + graceNanos();
			if (now < over) {
				this.deadlines.put(task, over);
			}
			else if (task.waitingForChildren() > 0 || task.phase() == TaskState.RUNNING) {
				this.deadlines.put(task, now + Math.max(LEAST_LOOK, graceNanos()));
			}
			else {
				this.overdue.accept(task);
			}
		}
		else if (!task.isDone()) {
			timeOutOrWait(task, now);
		}
	}

	private void timeOutOrWait(SupervisedTask<?> task, long now) {
		long due = task.timeoutDue(now);
		if (task.startedAt() == 0 || now < due) {
			this.deadlines.put(task, due);
			return;
		}
		end(task, new Outcome.TimedOut<>(Duration.ofNanos(task.timeoutNanos())), true, now);
	}

	/**
	 * By the watcher: makes up for a step that was missed, because memory or threads ran
	 * out when its time came.
	 * @param task a task that is not young
	 * @param now the time
	 * @return whether its grace has passed, so that it may be overdue
	 */
	@SuppressWarnings("ReferenceEquality")
	public boolean makeUp(SupervisedTask<?> task, long now) {
		if (task.hasLostThread()) {
			decide(task, LOST);
			this.completer.settleLost(task);
			return false;
		}
		if (task.isOver()) {
			return false;
		}
		Outcome<?> outcome = task.decided();
		if (outcome == null) {
			if (task.timeoutNanos() != 0 && task.startedAt() != 0 && now - task.timeoutDue(now) > MISSED) {
				timeOutOrWait(task, now);
			}
			return false;
		}
		publishIfMissed(task, outcome);
		long interrupted = task.interruptedAt();
		carryOut(task, outcome, (interrupted != 0) ? interrupted : now);
		task.fireCallbacks();
		if (interrupted == 0) {
			RareTaskState known = task.rareState;
			if (known != null && known.interruptFor == outcome) {
				interrupt(task, now);
			}
			return false;
		}
		if (task.phase() == TaskState.RUNNING) {
			if (now - interrupted > MISSED && this.interrupts.isIdle()) {
				this.interrupts.request(task);
			}
			return false;
		}
		return now - interrupted > graceNanos() + MISSED && task.waitingForChildren() == 0;
	}

	// A decision is published at once, so only one that is seen twice was cut off
	private void publishIfMissed(SupervisedTask<?> task, Outcome<?> outcome) {
		if (task.isPublished()) {
			return;
		}
		RareTaskState seen = task.rareState();
		if (!seen.seenUnpublished) {
			seen.seenUnpublished = true;
			return;
		}
		Cause given = publish(task, outcome, failureFor(task, outcome));
		if (task.markPublished()) {
			wake(task);
		}
		free(task, given);
	}

	// What follows a decision besides the interrupt; may be repeated
	private void carryOut(SupervisedTask<?> task, Outcome<?> outcome, long at) {
		this.completer.settleQueued(task);
		if (task.phase() == TaskState.RESTING) {
			wake(task);
		}
		for (OpenedScope scope : task.openedScopes()) {
			if (scope.endedBy() == null) {
				scope.end(Cause.ofOpener(task.label(), outcome, Joins.isReported(task, outcome), at));
			}
		}
	}

	// A launch that came to nothing after its task had entered the registry
	public void undo(SupervisedTask<?> task) {
		if (task.phase() == TaskState.NEW && task.retract()) {
			this.completer.retracted(task, NOT_STARTED);
			return;
		}
		if (task.phase() == TaskState.NEW) {
			task.markQueued();
		}
		decide(task, NOT_STARTED);
		this.completer.settleQueued(task);
	}

	boolean decide(SupervisedTask<?> task, Outcome<?> outcome) {
		return !task.isDone() && decide(task, outcome, false);
	}

	// By the task's own thread, after the body: no thread has to be woken for it
	boolean decideOwn(SupervisedTask<?> task, Outcome<?> outcome) {
		return decide(task, outcome, true);
	}

	private boolean decide(SupervisedTask<?> task, Outcome<?> outcome, boolean own) {
		Cause failed = failureFor(task, outcome);
		if (!task.tryDecide(outcome)) {
			return false;
		}
		Cause given = null;
		try {
			given = publish(task, outcome, failed);
		}
		finally {
			if (own) {
				task.markPublishedByOwn();
			}
			else if (task.markPublished()) {
				wake(task);
			}
		}
		free(task, given);
		return true;
	}

	// The cause an outcome would give the scope
	private static @Nullable Cause failureFor(SupervisedTask<?> task, Outcome<?> outcome) {
		return (task.scope != null) ? task.scope.causeOfFailure(task, outcome) : null;
	}

	// To the counters and to the scope; returns the cause the outcome gave that
	private static @Nullable Cause publish(SupervisedTask<?> task, Outcome<?> outcome, @Nullable Cause failed) {
		task.stepTaken();
		if (task.scope != null) {
			task.scope.ended(outcome);
		}
		if (task.hasGivenUp() && task.attempts().tryCountGiveUp()) {
			task.counters.addGaveUp();
		}
		return (failed != null && task.scope != null && task.scope.fail(failed)) ? failed : null;
	}

	private static void free(SupervisedTask<?> task, @Nullable Cause given) {
		try {
			task.wakeWaiters();
			task.fireCallbacks();
		}
		finally {
			if (given != null && task.scope != null) {
				task.scope.carryOut(given);
			}
		}
	}

	private void wake(SupervisedTask<?> task) {
		Thread thread = task.thread;
		if (thread != null) {
			this.backend.unpark(thread);
		}
	}

}
