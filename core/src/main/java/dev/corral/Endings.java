package dev.corral;

import java.time.Duration;

import dev.corral.time.Backend;

/** Decides outcomes from outside the task's own thread, and settles. */
final class Endings {

	private final Launcher launcher;

	private final Backend backend;

	Endings(Launcher launcher, Backend backend) {
		this.launcher = launcher;
		this.backend = backend;
	}

	boolean cancel(SupervisedTask<?> task, String reason, boolean interrupt) {
		return end(task, new Outcome.Cancelled<>(reason, null), interrupt);
	}

	void timeOut(SupervisedTask<?> task) {
		if (end(task, new Outcome.TimedOut<>(this.launcher.timeoutOf(task)), false)) {
			this.launcher.teller().tell(() -> interrupt(task));
		}
	}

	void end(SupervisedTask<?> task, Cause cause) {
		Outcome<?> outcome = (task.phase() <= TaskState.QUEUED) ? cause.outcomeOfUnbegun() : cause.outcome();
		end(task, outcome, true);
	}

	private boolean end(SupervisedTask<?> task, Outcome<?> outcome, boolean interrupt) {
		if (!decide(task, outcome)) {
			return false;
		}
		settleQueued(task);
		for (Scope scope : task.openedScopes()) {
			scope.end(Cause.cancelled("its task ended: " + outcome, this.backend.nanoTime()));
		}
		if (interrupt) {
			interrupt(task);
		}
		return true;
	}

	boolean decide(SupervisedTask<?> task, Outcome<?> outcome) {
		if (!task.tryDecide(outcome)) {
			return false;
		}
		task.tally.decide(outcome);
		Cause given = (task.scope != null) ? task.scope.decided(task, outcome) : null;
		task.wakeWaiters();
		if (task.scope != null) {
			task.scope.wakeWaiters();
			if (given != null) {
				task.scope.carryOut(given);
			}
		}
		return true;
	}

	// A launch whose thread could not be started
	void abandon(SupervisedTask<?> task) {
		decide(task, new Outcome.Cancelled<>("its thread could not be started", null));
		settleQueued(task);
	}

	// Something escaped the runner: whatever step was missed is made up for
	void lastNet(SupervisedTask<?> task, Throwable thrown) {
		decide(task, new Outcome.Panicked<>(thrown));
		if (task.tryUnwind() || task.phase() == TaskState.UNWOUND) {
			settle(task);
		}
	}

	private void settleQueued(SupervisedTask<?> task) {
		if (task.trySettleQueued()) {
			task.tally.begin();
			giveBack(task);
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

	private void giveBack(SupervisedTask<?> task) {
		this.launcher.deadlines().remove(task.deadline);
		if (task.tally.stripe.settle(task, task.tally)) {
			this.launcher.releaseSlot();
		}
		if (task.scope != null) {
			task.scope.settled(task);
		}
		task.wakeWaiters();
		this.launcher.signalSettled();
	}

	Duration grace() {
		return this.launcher.config().cancelGrace();
	}

}
