package dev.corral.internal.task;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.TaskBody;
import dev.corral.event.TaskEvent;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.context.LateValue;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.failure.FailureKind;
import dev.corral.internal.failure.JoinFailures;
import dev.corral.internal.failure.PanicOutcome;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.timer.Deadlines;

/** Runs a task on its own thread, from its begin to the end of its body. */
public final class TaskRunner {

	private static final Outcome<?> DONE = new Outcome.Success<@Nullable Void>(null);

	/** How long a task waits for an interrupt in flight, however short the grace is. */
	private static final long LEAST_WAIT = Duration.ofMillis(100).toNanos();

	/** So often such a step is tried. */
	private static final int MOST_TRIES = 5_000;

	private final Backend backend;

	private final OutcomeDecider decider;

	private final TaskCompleter completer;

	private final Panics panics;

	private final Restarter restarter;

	private final Listeners listeners;

	private final Deadlines deadlines;

	private final ContextPropagation contextPropagation;

	private final CallbackExecutor callbacks;

	/**
	 * Makes what runs the tasks of a launcher.
	 * @param backend the seam to the virtual machine
	 * @param decider decides their outcomes
	 * @param completer ends them
	 * @param panics reports panics that were passed to the handler of a thread
	 * @param restarter runs tasks that have a restart policy
	 * @param listeners are notified of starts
	 * @param deadlines where timeouts are announced
	 * @param contextPropagation restores context around a body
	 * @param callbacks runs the end of a task whose thread had to leave
	 */
	public TaskRunner(Backend backend, OutcomeDecider decider, TaskCompleter completer, Panics panics,
			Restarter restarter, Listeners listeners, Deadlines deadlines, ContextPropagation contextPropagation,
			CallbackExecutor callbacks) {
		this.backend = backend;
		this.decider = decider;
		this.completer = completer;
		this.panics = panics;
		this.restarter = restarter;
		this.listeners = listeners;
		this.deadlines = deadlines;
		this.contextPropagation = contextPropagation;
		this.callbacks = callbacks;
	}

	// A parked task keeps the frames from here to the body, so they are few and small:
	// what follows the body has a method of its own
	void run(SupervisedTask<?> task) {
		if (!task.tryBegin()) {
			return;
		}
		Outcome<?> last = null;
		Runnable clear = Guarded::nothing;
		task.inRunner = true;
		try {
			clear = begin(task);
			notifyStarted(task);
			last = (task.options.restart().max() != 0) ? this.restarter.run(this, task) : runBody(task);
		}
		catch (Throwable ex) {
			last = PanicOutcome.of(ex);
		}
		finally {
			finish(task, last, clear);
		}
	}

	// Returns what takes the context away again
	private Runnable begin(SupervisedTask<?> task) {
		task.startedAt(Math.max(1, this.backend.nanoTime()));
		task.stepTaken();
		announceTimeout(task);
		return this.contextPropagation.restore(task.bodyWithContext());
	}

	private void finish(SupervisedTask<?> task, @Nullable Outcome<?> last, Runnable clear) {
		boolean mine = false;
		try {
			mine = closeAndDecide(task, last);
		}
		finally {
			try {
				end(task, last, mine, clear);
			}
			finally {
				task.inRunner = false;
			}
		}
	}

	// Returns whether the end of the body is the outcome
	private boolean closeAndDecide(SupervisedTask<?> task, @Nullable Outcome<?> last) {
		boolean mine = false;
		try {
			closeOpened(task);
		}
		finally {
			mine = last != null && decide(task, last);
		}
		return mine;
	}

	// Before context is restored: that is the user's code, and may block
	private void announceTimeout(SupervisedTask<?> task) {
		if (task.timeoutNanos() != 0) {
			this.deadlines.announce(task.timeoutDue(0));
		}
	}

	private void notifyStarted(SupervisedTask<?> task) {
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Started(task.id(), task.name()));
		}
	}

	// How the body ended, null when the task had its outcome before
	public @Nullable Outcome<?> attempt(SupervisedTask<?> task) {
		Outcome<?> end = runBody(task);
		closeOpened(task);
		return end;
	}

	// The same, with the scopes left open
	public @Nullable Outcome<?> runBody(SupervisedTask<?> task) {
		Outcome<?> end = null;
		try {
			if (!task.isDone()) {
				Object body = ContextPropagation.bodyOf(task.bodyWithContext());
				if (body instanceof Callable<?> callable) {
					end = new Outcome.Success<>(callable.call());
				}
				else {
					((TaskBody) body).run();
					end = DONE;
				}
			}
		}
		catch (Throwable ex) {
			task.leftInterrupted = Interrupts.isFlagged(task);
			task.leftLate = task.isDone();
			end = endOf(task, ex);
		}
		return end;
	}

	// The outcome of a body that has thrown, if its task has none by then
	private static Outcome<?> endOf(SupervisedTask<?> task, Throwable thrown) {
		try {
			JoinFailures joins = Joins.failuresOf(task);
			Cause ended = (task.scope != null && !task.leftLate) ? task.scope.endedBy() : null;
			if (ended != null && FailureKind.endsWithScope(thrown, joins, task.leftInterrupted)) {
				return ended.outcome();
			}
			FailureKind kind = FailureKind.of(thrown, task.options.expected(), joins);
			if (kind == FailureKind.EXPECTED) {
				return new Outcome.Failed<>(thrown);
			}
			task.propagated = kind == FailureKind.PROPAGATED;
		}
		catch (Throwable ex) {
			// Neither memory nor stack to judge it: then it is a panic
		}
		return PanicOutcome.of(thrown);
	}

	/**
	 * Ends a task whose runner something has escaped. A body may call this, too, as
	 * libraries do that have nowhere to throw to: that is a panic, and no end.
	 * @param task the task
	 * @param thrown what was thrown
	 */
	@SuppressWarnings("ReferenceEquality")
	void uncaught(SupervisedTask<?> task, @Nullable Throwable thrown) {
		Throwable panic = (thrown != null) ? thrown : new NullPointerException("'thrown' must not be null");
		if (task.thread != Thread.currentThread()) {
			this.callbacks.execute(this.panics.uncaught(task, panic));
		}
		else if (task.inRunner) {
			this.panics.reportUncaught(task, panic, task.isDone());
		}
		else {
			lastNet(task, panic);
		}
	}

	// Whatever step was missed is made up for
	private void lastNet(SupervisedTask<?> task, Throwable thrown) {
		Thread.interrupted();
		Outcome<?> panic = PanicOutcome.of(thrown);
		decide(task, panic);
		if (task.tryUnwind() || task.tryLeaveInterrupt() || task.phase() == TaskState.UNWOUND) {
			this.completer.settleEscaped(task);
		}
	}

	// A task does not end without an outcome. Needs no memory itself
	@SuppressWarnings("ReferenceEquality")
	private boolean decide(SupervisedTask<?> task, Outcome<?> last) {
		for (int tries = 1;; tries++) {
			try {
				return this.decider.decideOwn(task, last);
			}
			catch (Throwable ex) {
				if (task.isDone()) {
					return task.decided() == last;
				}
				if (tries >= MOST_TRIES) {
					throw ex;
				}
				pause(task);
			}
		}
	}

	private void pause(SupervisedTask<?> task) {
		Thread.interrupted();
		MemoryRetry.pause(this.backend, task);
	}

	ContextPropagation contextPropagation() {
		return this.contextPropagation;
	}

	// What the body, a predicate or a handler has left open
	public void closeOpened(SupervisedTask<?> task) {
		this.completer.closeOpened(task);
	}

	// Leaves the rest to the callback executor when the interrupt does not return
	private void end(SupervisedTask<?> task, @Nullable Outcome<?> last, boolean mine, Runnable clear) {
		if (!mine && last instanceof Outcome.Success<?> late) {
			LateValue.handOver(this.backend, this.callbacks, task.bodyWithContext(), late.value(), task,
					task::callbackContext);
		}
		boolean unwound = unwind(task) && !isAttemptInterrupting(task);
		Thread.interrupted();
		if (unwound) {
			this.completer.complete(task, last, mine, clear);
			return;
		}
		clear.run();
		Completion rest = new Completion(this.completer, task, last, mine);
		try {
			this.callbacks.execute(rest);
		}
		catch (Throwable ex) {
			rest.run();
		}
	}

	// False when an interrupt has been on its way for the grace
	private boolean unwind(SupervisedTask<?> task) {
		long until = 0;
		while (task.phase() < TaskState.UNWOUND && !task.tryUnwind()) {
			long now = this.backend.nanoTime();
			until = (until != 0) ? until : now + Math.max(LEAST_WAIT, this.decider.graceNanos());
			if (now >= until) {
				if (task.tryLeaveInterrupt()) {
					return false;
				}
				until = now + MemoryRetry.PAUSE;
			}
			task.leftInterrupted |= Thread.interrupted();
			this.backend.park(task, until - now);
		}
		task.leftInterrupted |= Thread.interrupted();
		return true;
	}

	// Whether the interrupt of an attempt has not returned
	private static boolean isAttemptInterrupting(SupervisedTask<?> task) {
		Attempts attempts = task.attemptsIfAny();
		return attempts != null && attempts.isInterruptInFlight();
	}

	/** Runs the attempts of tasks that have a restart policy. Thread-safe. */
	public interface Restarter {

		/**
		 * Runs a task until its last attempt has ended. On the task's own thread.
		 * @param runner runs the body
		 * @param task a task that may be restarted
		 * @return how the last attempt ended, {@code null} when the task had its outcome
		 * before that
		 */
		@Nullable Outcome<?> run(TaskRunner runner, SupervisedTask<?> task);

	}

	/** What is left of a task whose thread had to leave. */
	private record Completion(TaskCompleter completer, SupervisedTask<?> task, @Nullable Outcome<?> last,
			boolean mine) implements Runnable {

		@Override
		public void run() {
			Thread.UncaughtExceptionHandler before = CurrentTask.enter(this.task);
			try {
				this.completer.complete(this.task, this.last, this.mine, Guarded::nothing);
			}
			finally {
				CurrentTask.leave(this.task, before);
			}
		}

		@Override
		public String toString() {
			return "the end of " + this.task;
		}

	}

}
