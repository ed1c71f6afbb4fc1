package dev.corral;

import java.time.Duration;

import dev.corral.time.Backend;

/** Decides outcomes from outside the task's own thread, and settles. */
final class Endings {

	/** How often to look again at a task that waits for its children, at most. */
	private static final long LEAST_LOOK = Duration.ofMillis(100).toNanos();

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
		Outcome<?> outcome = (task.phase() <= TaskState.QUEUED) ? cause.outcomeOfUnbegun() : cause.outcome();
		end(task, outcome, true, cause.at());
	}

	// By the deadline thread: a time the task had been entered for has come
	void due(SupervisedTask<?> task) {
		long now = this.backend.nanoTime();
		long interrupted = task.interruptedAt;
		if (interrupted != 0) {
			long over = interrupted + graceNanos();
			if (now < over) {
				this.deadlines.put(task, over);
			}
			else if (task.waitingForChildren > 0 || isInterruptOwed(task)) {
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
		if (task.startedAt == 0 || now < due) {
			this.deadlines.put(task, due);
			return;
		}
		end(task, new Outcome.TimedOut<>(Duration.ofNanos(task.timeoutNanos)), true, now);
	}

	private boolean end(SupervisedTask<?> task, Outcome<?> outcome, boolean interrupt, long at) {
		if (!decide(task, outcome)) {
			return false;
		}
		settleQueued(task);
		wakeResting(task);
		for (Scope scope : task.openedScopes()) {
			scope.end(Cause.ofOpener(task, outcome, at));
		}
		if (interrupt && !task.isOver()) {
			task.interruptedAt = at;
			this.deadlines.put(task, at + graceNanos());
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
			task.tally.decide(outcome);
			given = (task.scope != null) ? task.scope.decided(task, outcome) : null;
		}
		finally {
			if (task.markTold()) {
				wake(task);
			}
		}
		task.wakeWaiters();
		task.fireCallbacks();
		if (given != null && task.scope != null) {
			task.scope.carryOut(given);
		}
		return true;
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

	// A launch whose thread could not be started
	void abandon(SupervisedTask<?> task) {
		if (task.phase() == TaskState.NEW) {
			task.markQueued();
		}
		decide(task, new Outcome.Cancelled<>("its thread could not be started", null));
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
			task.tally.begin();
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

	// The slot comes last: when all are free, everything else is given back too
	private void giveBack(SupervisedTask<?> task) {
		task.tally.stripe.settle(task, task.tally);
		try {
			this.deadlines.remove(task);
			if (task.scope != null) {
				task.scope.settled(task);
			}
			this.launcher.settled(task);
		}
		finally {
			this.launcher.admission().leave(task);
			task.markGone();
			task.wakeWaiters();
			this.launcher.shutdown().signalSettled();
		}
	}

	private long graceNanos() {
		return this.launcher.config().cancelGrace().toNanos();
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
