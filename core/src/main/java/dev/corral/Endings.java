package dev.corral;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.corral.time.Backend;

/** Decides outcomes from outside the task's own thread, and settles. */
final class Endings {

	/** How often to look again at a task that waits for its children, at most. */
	private static final long LEAST_LOOK = Duration.ofMillis(100).toNanos();

	private static final Outcome<?> NOT_STARTED = new Outcome.Cancelled<>("its thread could not be started", null);

	private final Launcher launcher;

	private final Backend backend;

	private final Deadlines deadlines;

	Endings(Launcher launcher, Backend backend, Deadlines deadlines) {
		this.launcher = launcher;
		this.backend = backend;
		this.deadlines = deadlines;
	}

	boolean cancel(SupervisedTask<?> task, String reason, boolean interrupt) {
		return end(task, new Outcome.Cancelled<>(reason, null), interrupt, this.backend.nanoTime());
	}

	// The grace of a whole tree runs from its cause
	void end(SupervisedTask<?> task, Cause cause) {
		end(task, cause, false);
	}

	// Graced: whoever calls has entered the grace of all of them
	void end(SupervisedTask<?> task, Cause cause, boolean graced) {
		Outcome<?> outcome = (task.phase() <= TaskState.QUEUED) ? cause.outcomeOfUnbegun() : cause.outcome();
		end(task, outcome, true, cause.at(), graced);
	}

	long graceNanos() {
		return this.launcher.config().cancelGrace().toNanos();
	}

	// By the deadline thread: a time the task had been entered for has come
	void due(SupervisedTask<?> task) {
		long now = this.backend.nanoTime();
		long interrupted = task.interruptedAt();
		if (interrupted != 0) {
			long over = interrupted + graceNanos();
			if (now < over) {
				this.deadlines.put(task, over);
			}
			else if (task.waitingForChildren() > 0 || isInterruptOwed(task)) {
				this.deadlines.put(task, now + Math.max(LEAST_LOOK, graceNanos()));
			}
			else {
				this.launcher.watcher().overdue(task);
			}
		}
		else if (!task.isDone()) {
			timeOutOrWait(task, now);
		}
	}

	// Whether the teller has not come to its interrupt yet: that is not the body's fault
	private static boolean isInterruptOwed(SupervisedTask<?> task) {
		int phase = task.phase();
		return phase == TaskState.RUNNING || phase == TaskState.INTERRUPTING;
	}

	private void timeOutOrWait(SupervisedTask<?> task, long now) {
		long due = task.timeoutDue(now);
		if (task.startedAt() == 0 || now < due) {
			this.deadlines.put(task, due);
			return;
		}
		end(task, new Outcome.TimedOut<>(Duration.ofNanos(task.timeoutNanos())), true, now);
	}

	private boolean end(SupervisedTask<?> task, Outcome<?> outcome, boolean interrupt, long at) {
		return end(task, outcome, interrupt, at, false);
	}

	private boolean end(SupervisedTask<?> task, Outcome<?> outcome, boolean interrupt, long at, boolean graced) {
		if (!decide(task, outcome)) {
			return false;
		}
		settleQueued(task);
		wakeResting(task);
		for (Scope scope : task.openedScopes()) {
			scope.end(Cause.ofOpener(task, outcome, at));
		}
		if (interrupt && !task.isOver()) {
			task.interruptedAt(at);
			if (!graced) {
				this.deadlines.put(task, at + graceNanos());
			}
			if (this.deadlines.isCurrentThread() || outcome instanceof Outcome.TimedOut) {
				this.launcher.teller().tell(new Interrupt(task));
			}
			else {
				interrupt(task);
			}
		}
		return true;
	}

	boolean decide(SupervisedTask<?> task, Outcome<?> outcome) {
		if (!task.tryDecide(outcome)) {
			return false;
		}
		Cause given = null;
		try {
			given = note(task, outcome);
		}
		finally {
			if (task.markTold()) {
				wake(task);
			}
		}
		free(task, given);
		return true;
	}

	// By the task's own thread, after the body: nobody else is to hear that it is told
	boolean decideOwn(SupervisedTask<?> task, Outcome<?> outcome) {
		if (!task.tryDecide(outcome)) {
			return false;
		}
		Cause given = null;
		try {
			given = note(task, outcome);
		}
		finally {
			task.markToldByOwn();
		}
		free(task, given);
		return true;
	}

	// In the books and in the scope; returns the cause the outcome gave it
	private static @Nullable Cause note(SupervisedTask<?> task, Outcome<?> outcome) {
		task.tally.stripe.note(task);
		return (task.scope != null) ? task.scope.decided(task, outcome) : null;
	}

	private static void free(SupervisedTask<?> task, @Nullable Cause given) {
		task.wakeWaiters();
		task.fireCallbacks();
		if (given != null && task.scope != null) {
			task.scope.carryOut(given);
		}
	}

	private void wake(SupervisedTask<?> task) {
		Thread thread = task.thread;
		if (thread != null) {
			this.backend.unpark(thread);
		}
	}

	// By the task's own thread, after the body
	void awaitTold(SupervisedTask<?> task) {
		while (task.isDone() && !task.isTold()) {
			this.backend.park(task, Long.MAX_VALUE);
		}
	}

	// A launch that came to nothing after its task had entered the registry
	void undo(SupervisedTask<?> task) {
		if (task.phase() != TaskState.NEW || !task.tally.stripe.retract(task)) {
			abandon(task);
			return;
		}
		Admission admission = this.launcher.admission();
		task.settleUnbegun(NOT_STARTED);
		task.tally.reject();
		this.deadlines.remove(task);
		admission.leave(task);
		admission.all().released();
		this.launcher.shutdown().signalSettled();
	}

	private void abandon(SupervisedTask<?> task) {
		if (task.phase() == TaskState.NEW) {
			task.markQueued();
		}
		decide(task, NOT_STARTED);
		settleQueued(task);
	}

	// Something escaped the runner: whatever step was missed is made up for
	void lastNet(SupervisedTask<?> task, Throwable thrown) {
		decide(task, new Outcome.Panicked<>(thrown));
		if (task.tryUnwind() || task.phase() == TaskState.UNWOUND) {
			awaitTold(task);
			settle(task);
		}
	}

	private void settleQueued(SupervisedTask<?> task) {
		if (task.trySettleQueued()) {
			giveBack(task);
		}
	}

	// Its own thread reads the outcome and ends
	private void wakeResting(SupervisedTask<?> task) {
		if (task.phase() == TaskState.RESTING) {
			wake(task);
		}
	}

	private void interrupt(SupervisedTask<?> task) {
		Thread thread = task.thread;
		if (thread == null || !task.tryStartInterrupt()) {
			return;
		}
		try {
			thread.interrupt();
		}
		finally {
			task.markInterrupted();
			this.backend.unpark(thread);
		}
	}

	// By the task's own thread, when everything of the user's is done.
	void settle(SupervisedTask<?> task) {
		if (task.trySettleUnwound()) {
			giveBack(task);
		}
	}

	// The scope comes last: when it is closed, its tasks have given back all else
	private void giveBack(SupervisedTask<?> task) {
		try {
			this.deadlines.remove(task);
			tellSettled(task);
		}
		finally {
			leave(task);
		}
	}

	// What is told of a settled task; on its own thread, or on its canceller's
	private void tellSettled(SupervisedTask<?> task) {
		Watch watch = task.watchIfAny();
		if (watch != null) {
			this.launcher.leaks().settled(task, watch);
		}
		if (!this.launcher.listeners().recordsDurations()) {
			return;
		}
		long started = task.startedAt();
		long ranFor = (started != 0) ? this.backend.nanoTime() - started : 0;
		if (this.deadlines.isCurrentThread()) {
			this.launcher.teller().tell(() -> recordDuration(task, ranFor));
		}
		else {
			recordDuration(task, ranFor);
		}
	}

	// The recorder is user code
	private void recordDuration(SupervisedTask<?> task, long nanos) {
		Outcome<?> outcome = task.decided();
		if (outcome != null) {
			this.launcher.listeners().recordDuration(task.tally.book.name(), TaskState.statusOf(outcome), nanos);
		}
	}

	private void leave(SupervisedTask<?> task) {
		Admission admission = this.launcher.admission();
		try {
			admission.leave(task);
		}
		finally {
			task.tally.stripe.gone(task);
			task.markGone();
			task.wakeWaiters();
			leaveScope(task);
		}
	}

	private void leaveScope(SupervisedTask<?> task) {
		try {
			if (task.scope != null) {
				task.scope.settled(task);
			}
		}
		finally {
			this.launcher.admission().all().released();
			this.launcher.shutdown().signalSettled();
		}
	}

	/** An interrupt owed to a task; names it when it holds the teller. */
	private final class Interrupt implements Runnable {

		private final SupervisedTask<?> task;

		private Interrupt(SupervisedTask<?> task) {
			this.task = task;
		}

		@Override
		public void run() {
			interrupt(this.task);
		}

		@Override
		public String toString() {
			return "the interrupt of " + this.task;
		}

	}

}
