package dev.corral.programs;

import dev.corral.internal.attempt.AttemptDeadline;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.simulation.SimulatedThread;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Counts;

/**
 * What must hold whenever no thread can run until time goes on: everything that is due
 * has been done, and whoever waits still has a reason to.
 */
final class QuietChecks {

	private final ProgramHistory history;

	private final CorralParts parts;

	private final long now;

	/** Launches on their way, which may hold slots without being tasks yet. */
	private final int waiting;

	private QuietChecks(ProgramHistory history) {
		this.history = history;
		this.parts = history.parts();
		this.now = history.simulation.nanoTime();
		this.waiting = this.parts.admission().waiting();
	}

	static void run(ProgramHistory history) {
		QuietChecks checks = new QuietChecks(history);
		checks.counts();
		checks.parts.registry().forEach(checks::task);
		history.scopes.forEach(checks::scope);
		history.simulation.threads().forEach(checks::thread);
	}

	private void require(boolean right, String what) {
		if (!right) {
			throw new AssertionError("Nobody can run, but " + what);
		}
	}

	private void counts() {
		Counts counts = this.parts.registry().counts();
		require(counts.live() >= 0 && counts.queued() >= 0 && counts.ending() >= 0, "the counters show " + counts);
		require(counts.queued() == 0, "tasks are queued: " + counts);
		requireTaken(this.parts.admission().all(), counts.live(), "launcher");
		for (String name : RandomProgram.NAMES) {
			NameStats stats = this.parts.registry().findStats(name);
			Limiter limiter = (stats != null) ? stats.limiter() : null;
			if (stats != null && limiter != null) {
				requireTaken(limiter, this.parts.registry().counts(stats).live(), "name " + name);
			}
		}
	}

	private void requireTaken(Limiter limiter, long held, String of) {
		require(limiter.taken() >= held && limiter.taken() <= held + this.waiting,
				limiter.taken() + " slots of " + of + " are taken for " + held + " tasks");
	}

	private void task(SupervisedTask<?> task) {
		boolean begun = task.startedAt() != 0;
		if (task.isDone()) {
			require(begun, task + " is decided but neither begun nor settled");
			require(task.interruptedAt() == 0 || task.phase() != TaskState.RUNNING, task + " is owed its interrupt");
			require(task.phase() != TaskState.INTERRUPTING, task + " is being interrupted");
		}
		else {
			require(!begun || task.timeoutNanos() == 0 || this.now < task.timeoutDue(this.now) || this.history.stopped,
					task + " has outlived its timeout");
			require(task.scope == null || task.scope.endedBy() == null, task + " goes on in a cancelled scope");
			attempt(task);
		}
	}

	private void attempt(SupervisedTask<?> task) {
		Attempts attempts = task.attemptsIfAny();
		AttemptDeadline deadline = (attempts != null) ? attempts.deadline() : null;
		if (deadline == null || deadline.isOver() || this.history.stopped) {
			return;
		}
		require(deadline.isOutOfTime() || this.now < deadline.endsAt,
				"an attempt of " + task + " has outlived its time");
		require(!deadline.isInterruptPending(), "an attempt of " + task + " is owed its interrupt");
		require(!deadline.isInterruptInFlight(), "an attempt of " + task + " is being interrupted");
		require(!deadline.isLost(), "an attempt of " + task + " is lost, but the task goes on");
	}

	@SuppressWarnings("ReferenceEquality")
	private void scope(OpenedScope opened) {
		Scope scope = opened.scope;
		Cause cause = scope.endedBy();
		require(opened.cause == null || opened.cause == cause, scope + " has another cause");
		opened.cause = cause;
		require(cause != null || scope.isOver() || this.now < scope.endsBy() || this.history.stopped,
				scope + " has outlived its timeout");
		if (cause != null) {
			require(scope.members().scopes().stream().allMatch(ScopeNode::isCancelled),
					scope + " has scopes that go on");
			require(allDecided(scope), scope + " has tasks without an outcome");
		}
		Limiter limiter = scope.limiter();
		if (limiter != null) {
			requireTaken(limiter, scope.members().size(), scope.toString());
		}
	}

	private static boolean allDecided(Scope scope) {
		return scope.members().tasks().stream().allMatch(SupervisedTask::isDone);
	}

	@SuppressWarnings("ReferenceEquality")
	private void thread(SimulatedThread thread) {
		Object blocker = thread.blocker();
		switch (blocker) {
			case Limiter limiter -> require(limiter.isFull(), thread + " waits for a slot that is free");
			case Scope scope -> {
				require(scope.members().size() > 0, thread + " waits for an empty " + scope);
				require(this.history.joining.get(thread) != scope || !allDecided(scope),
						thread + " joins a done " + scope);
			}
			case SupervisedTask<?> task when task.thread == thread ->
				require(task.phase() == TaskState.RESTING && !task.isDone(), thread + " waits on in its own " + task);
			case SupervisedTask<?> task -> {
				require(task.phase() != TaskState.GONE, thread + " waits for the gone " + task);
				require(!(this.history.joining.get(thread) instanceof Scope) || !task.isDone(),
						thread + " joins the scope of the done " + task);
				require(this.history.joining.get(thread) != task || !task.isDone(), thread + " joins the done " + task);
			}
			case null, default -> {
			}
		}
	}

}
