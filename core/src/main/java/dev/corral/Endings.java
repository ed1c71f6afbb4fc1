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
		end(task, new Outcome.TimedOut<>(this.launcher.timeoutOf(task)), true);
	}

	private boolean end(SupervisedTask<?> task, Outcome<?> outcome, boolean interrupt) {
		if (!decide(task, outcome)) {
			return false;
		}
		if (task.trySettleQueued()) {
			task.tally.begin();
			giveBack(task);
		}
		else if (interrupt) {
			interrupt(task);
		}
		return true;
	}

	boolean decide(SupervisedTask<?> task, Outcome<?> outcome) {
		if (!task.tryDecide(outcome)) {
			return false;
		}
		task.tally.decide(outcome);
		task.wakeWaiters();
		return true;
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
		this.launcher.deadlines().remove(task);
		if (task.tally.stripe.settle(task, task.tally)) {
			this.launcher.releaseSlot();
		}
		task.wakeWaiters();
		this.launcher.signalSettled();
	}

	Duration grace() {
		return this.launcher.config().cancelGrace();
	}

}
