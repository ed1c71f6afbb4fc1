package dev.corral.internal.restart;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.Outcome;
import dev.corral.RestartPolicy;
import dev.corral.TaskTimeoutException;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.context.LateValue;
import dev.corral.internal.failure.PanicOutcome;
import dev.corral.internal.limit.Restarts;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.task.Interrupts;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.Panics;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRunner;
import dev.corral.internal.timer.Deadlines;
import dev.corral.internal.util.Durations;

/**
 * Runs the attempts of tasks that have a restart policy, each on its own thread.
 * Thread-safe.
 */
public final class RestartLoop implements TaskRunner.Restarter {

	/*-
	 *  attempt ──> returned, or the task has its outcome ──> end
	 *     ▲  │
	 *     │  ▼ panicked
	 *     │ limit ──> reached ──> give up
	 *     │  ▼
	 *     │ RESTING: predicate ──> no ──> give up
	 *     │  ▼
	 *     │ log, listeners, handlers ──> backoff
	 *     └──┘
	 *
	 * Nothing of the user's runs here while the phase is RUNNING, but the body: what runs between
	 * two attempts is never interrupted by us. The outcome's winner may come at any time. After each
	 * step that may take long the task's thread reads the outcome; TaskState says why that is enough.
	 *
	 * Who gives up says so before the outcome is decided (Attempts.giveUp), and the decision counts
	 * it. When another thread decides first, the task has not given up. Nor has one that panics once
	 * its launcher closes.
	 */

	private final Backend backend;

	private final Panics panics;

	private final Listeners listeners;

	private final Deadlines deadlines;

	private final CallbackExecutor callbacks;

	private final Shutdown shutdown;

	private final AttemptTimeouts timeouts;

	/**
	 * Makes what restarts the tasks of a launcher.
	 * @param backend the seam to the virtual machine
	 * @param decider decides the outcomes of tasks whose attempt does not end
	 * @param panics reports panics of attempts that are followed by another
	 * @param listeners are notified of restarts, and of tasks that give up
	 * @param deadlines where the timeouts of attempts are entered
	 * @param interrupts interrupts attempts
	 * @param callbacks limits lines, and writes those of the deadline thread
	 * @param shutdown ends restarts
	 */
	public RestartLoop(Backend backend, OutcomeDecider decider, Panics panics, Listeners listeners, Deadlines deadlines,
			Interrupts interrupts, CallbackExecutor callbacks, Shutdown shutdown) {
		this.backend = backend;
		this.panics = panics;
		this.listeners = listeners;
		this.deadlines = deadlines;
		this.callbacks = callbacks;
		this.shutdown = shutdown;
		this.timeouts = new AttemptTimeouts(backend, decider, deadlines, interrupts, listeners, callbacks, shutdown);
	}

	@Override
	public @Nullable Outcome<?> run(TaskRunner runner, SupervisedTask<?> task) {
		try {
			return runAll(runner, task);
		}
		catch (Throwable ex) {
			return giveUp(task, PanicOutcome.of(ex));
		}
	}

	private @Nullable Outcome<?> runAll(TaskRunner runner, SupervisedTask<?> task) {
		Outcome<?> end = attempt(runner, task);
		if (!(end instanceof Outcome.Panicked)) {
			return end;
		}
		allocateAttempts(task);
		Restarts restarts = new Restarts(task.options.restart());
		while (end instanceof Outcome.Panicked<?> panic) {
			long now = this.backend.nanoTime();
			long wait = restarts.next(now);
			if (task.isDone() || this.shutdown.hasBegun()) {
				return end;
			}
			if (wait < 0) {
				return giveUp(task, end);
			}
			if (!task.tryRest() || task.isDone()) {
				return end;
			}
			if (!isRetried(runner, task, panic.cause())) {
				task.attempts().refuse();
				return giveUp(task, end);
			}
			if (task.isDone() || this.shutdown.hasBegun()) {
				return end;
			}
			if (!rest(runner, task, panic.cause(), wait, now + wait)) {
				return null;
			}
			end = attempt(runner, task);
		}
		return end;
	}

	// So that the steps from here on need no memory for them
	private static void allocateAttempts(SupervisedTask<?> task) {
		task.attempts();
	}

	private Outcome<?> giveUp(SupervisedTask<?> task, Outcome<?> last) {
		try {
			if (!this.shutdown.hasBegun()) {
				task.attempts().giveUp(last);
			}
		}
		catch (Throwable ex) {
			// No memory: it ends all the same, and is reported as a panic
		}
		return last;
	}

	private boolean isRetried(TaskRunner runner, SupervisedTask<?> task, Throwable panic) {
		Thread.interrupted();
		try {
			return RetryDecision.isRetried(this.callbacks, task, panic);
		}
		finally {
			Thread.interrupted();
			runner.closeOpened(task);
		}
	}

	private @Nullable Outcome<?> attempt(TaskRunner runner, SupervisedTask<?> task) {
		RestartPolicy policy = task.options.restart();
		Duration limit = policy.attemptTimeout();
		return (limit != null) ? attempt(runner, task, limit) : runner.attempt(task);
	}

	// An attempt that cannot begin for lack of memory has panicked
	private @Nullable Outcome<?> attempt(TaskRunner runner, SupervisedTask<?> task, Duration limit) {
		TimedAttempt attempt = null;
		Outcome<?> end = null;
		try {
			attempt = new TimedAttempt(task, limit, this.backend.nanoTime() + limit.toNanos(), this.timeouts);
			task.attempts().deadline(attempt);
			this.deadlines.put(attempt, attempt.endsAt);
			end = runner.runBody(task);
		}
		catch (Throwable ex) {
			end = PanicOutcome.of(ex);
		}
		if (attempt != null) {
			this.timeouts.end(attempt);
			end = judge(attempt, end);
		}
		runner.closeOpened(task);
		return end;
	}

	// What the end of a body counts as
	private @Nullable Outcome<?> judge(TimedAttempt attempt, @Nullable Outcome<?> end) {
		attempt.task.leftLate |= attempt.isOutOfTime();
		if (attempt.isLost()) {
			MemoryRetry.run(this.backend, attempt);
			return end;
		}
		if (!attempt.isOutOfTime() || attempt.task.isDone()) {
			return end;
		}
		Thread.interrupted();
		return failure(attempt, end);
	}

	private Outcome<?> failure(TimedAttempt attempt, @Nullable Outcome<?> end) {
		if (end instanceof Outcome.Success<?> late) {
			LateValue.handOver(this.backend, this.callbacks, attempt.task.bodyWithContext(), late.value(), attempt.task,
					attempt.task::callbackContext);
		}
		try {
			TaskTimeoutException timeout = attempt.timeout();
			switch (end) {
				case Outcome.Panicked<?> panic -> timeout.addSuppressed(panic.cause());
				case Outcome.Failed<?> expected -> timeout.addSuppressed(expected.cause());
				case null, default -> {
				}
			}
			attempt.task.attempts().failedBy(timeout);
			attempt.task.propagated = false;
			return PanicOutcome.of(timeout);
		}
		catch (Throwable ex) {
			return PanicOutcome.of(ex);
		}
	}

	// Reports a panic and backs off; false when the task was decided meanwhile
	private boolean rest(TaskRunner runner, SupervisedTask<?> task, Throwable panic, long wait, long until) {
		report(task, panic);
		if (!task.isDone()) {
			reportRestart(task, Duration.ofNanos(wait));
		}
		runner.closeOpened(task);
		backOff(task, until);
		Thread.interrupted();
		if (task.isDone()) {
			return false;
		}
		task.attempts().next();
		task.endRest();
		return !task.isDone();
	}

	private void report(SupervisedTask<?> task, Throwable panic) {
		try {
			this.panics.reportRetried(task, panic);
		}
		catch (Throwable ex) {
			this.panics.logFailure(task, ex);
		}
	}

	private void reportRestart(SupervisedTask<?> task, Duration wait) {
		int next = task.attempt() + 1;
		if (this.callbacks.tryAcquireLine(StormKind.ofTasks(LogTopic.PANIC, Level.INFO, task.counters.stats.name(),
				"waited for another attempt"))) {
			new LogLine(LogTopic.PANIC, Level.INFO, "{} waits for {} before attempt {}", task.subject(),
					Durations.text(wait), next)
				.withMdc(ContextPropagation.mdcOf(task.body))
				.tryWrite();
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Restarting(task.id(), task.name(), next, wait));
		}
	}

	private void backOff(SupervisedTask<?> task, long until) {
		for (long left = until - this.backend.nanoTime(); left > 0
				&& !task.isDone(); left = until - this.backend.nanoTime()) {
			this.backend.park(task, left);
			Thread.interrupted();
		}
	}

}
