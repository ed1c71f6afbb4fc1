package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.Outcome;
import dev.corral.internal.attempt.AttemptDeadline;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.NamedCall;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.timer.Deadlines;
import dev.corral.internal.watch.LeakState;

/**
 * Ends a task whose body is off the stack: reports a panic, and gives back all that the
 * task holds. On the task's own thread, on the callback executor when that had to leave,
 * or, for a task that had not started, on the thread that cancelled it.
 */
public final class TaskCompleter {

	/*-
	 * Every step is done whatever the ones before it have thrown, in this order:
	 *
	 *  outcome ──> counters include it ──> log, listeners, handlers ──> scopes they left open ──> deadline
	 *      ──> recorder ──> verdict ──> limits ──> registry and slot ──> GONE ──> waiters ──> scope ──> launches that wait for the launcher
	 *
	 * The watcher may find the task overdue just before it is gone. It reads GONE after that, and
	 * the task reads the verdict again after GONE, so at least one of them ends the verdict.
	 * The scope comes last: when it is closed, its tasks have given back all else.
	 */

	/** The pause between two checks whether the counters include the outcome, in ns. */
	private static final long LOOK = Duration.ofMillis(20).toNanos();

	/** So often the close of a scope is tried. */
	private static final int MOST_TRIES = 5_000;

	private static final Consumer<SupervisedTask<?>> FIRE_CALLBACKS = SupervisedTask::fireCallbacks;

	private final Backend backend;

	private final Deadlines deadlines;

	private final TaskReporter reporter;

	private final Listeners listeners;

	private final CallbackExecutor callbacks;

	private final SlotReturn slots;

	private final BiConsumer<SupervisedTask<?>, LeakState> verdictEnd;

	/**
	 * Makes the part that reports ends and gives back what tasks hold.
	 * @param backend the seam to the virtual machine
	 * @param deadlines forgets their deadlines
	 * @param reporter reports how their bodies ended
	 * @param listeners hold the duration recorder
	 * @param callbacks runs what a canceller must not wait for
	 * @param slots takes back what they hold
	 * @param verdictEnd ends the verdict on a task that is watched
	 */
	public TaskCompleter(Backend backend, Deadlines deadlines, TaskReporter reporter, Listeners listeners,
			CallbackExecutor callbacks, SlotReturn slots, BiConsumer<SupervisedTask<?>, LeakState> verdictEnd) {
		this.backend = backend;
		this.deadlines = deadlines;
		this.reporter = reporter;
		this.listeners = listeners;
		this.callbacks = callbacks;
		this.slots = slots;
		this.verdictEnd = verdictEnd;
	}

	/**
	 * Completes a task that has started and is unwound.
	 * @param task the task
	 * @param last how its body ended, {@code null} when it was not run
	 * @param mine whether that is the outcome
	 * @param clear takes away what was carried to the thread
	 */
	public void complete(SupervisedTask<?> task, @Nullable Outcome<?> last, boolean mine, Runnable clear) {
		try {
			awaitPublished(task);
			this.reporter.report(task, last, mine);
		}
		finally {
			try {
				closeOpenedByCallbacks(task, last);
			}
			finally {
				clearAndSettle(task, clear);
			}
		}
	}

	private void clearAndSettle(SupervisedTask<?> task, Runnable clear) {
		try {
			clear.run();
		}
		finally {
			settle(task);
		}
	}

	// A task that has returned calls nothing but listeners
	private void closeOpenedByCallbacks(SupervisedTask<?> task, @Nullable Outcome<?> last) {
		if (!(last instanceof Outcome.Success) || !this.listeners.isEmpty()) {
			closeOpened(task);
		}
	}

	/**
	 * Closes the scopes that user code has opened on the thread of a task, and left open.
	 * Needs no memory itself.
	 * @param task the task, before it is gone
	 */
	void closeOpened(SupervisedTask<?> task) {
		for (int tries = 1; tries <= MOST_TRIES; tries++) {
			try {
				List<OpenedScope> open = task.openedScopes();
				if (open.isEmpty()) {
					return;
				}
				for (OpenedScope scope : open) {
					logOpen(task, scope);
					scope.close();
				}
			}
			catch (Throwable ex) {
				Thread.interrupted();
				MemoryRetry.pause(this.backend, task);
			}
		}
	}

	private void logOpen(SupervisedTask<?> task, OpenedScope scope) {
		if (this.callbacks.tryAcquireLine(
				StormKind.ofTasks(LogTopic.LIFECYCLE, Level.WARN, task.counters.stats.name(), "left scopes open"))) {
			new LogLine(LogTopic.LIFECYCLE, Level.WARN, "{} left scope {} open; closing it", task.subject(), scope)
				.withMdc(ContextPropagation.mdcOf(task.body))
				.tryWrite();
		}
	}

	// No callback runs before the counters include the outcome. The deciding thread
	// unparks the task's, which this one may have taken over from
	private void awaitPublished(SupervisedTask<?> task) {
		while (task.isDone() && !task.isPublished()) {
			Thread.interrupted();
			this.backend.park(task, LOOK);
		}
		Thread.interrupted();
	}

	// A task that has left the registry as if it had never entered
	void retracted(SupervisedTask<?> task, Outcome<?> outcome) {
		task.settleUnstarted(outcome);
		task.body = null;
		task.thread = null;
		task.counters.addRejected();
		this.deadlines.remove(task);
		this.slots.giveBack(task);
		this.slots.signalLeft();
	}

	// Something has escaped the runner of a task that is unwound and has its outcome
	void settleEscaped(SupervisedTask<?> task) {
		awaitPublished(task);
		settle(task);
	}

	/**
	 * Ends a task whose thread has died on the way, as far as it got. By the watcher,
	 * which must not wait for the user's callbacks.
	 * @param task a task that has its outcome
	 */
	void settleLost(SupervisedTask<?> task) {
		this.callbacks.execute(() -> {
			if (task.tryUnwind() || task.tryLeaveInterrupt() || task.phase() == TaskState.UNWOUND) {
				settle(task);
			}
			if (task.isSettled() && !task.isGone()) {
				leave(task);
			}
		});
	}

	// By the thread that decided the outcome of a task that may not have started
	void settleQueued(SupervisedTask<?> task) {
		if (task.trySettleQueued()) {
			giveBack(task);
		}
	}

	private void settle(SupervisedTask<?> task) {
		if (task.trySettleUnwound()) {
			giveBack(task);
		}
	}

	private void giveBack(SupervisedTask<?> task) {
		try {
			this.deadlines.remove(task);
			endAttempt(task);
			reportSettled(task);
		}
		finally {
			leave(task);
		}
	}

	// The last try for a deadline that an exhausted heap kept from being taken out
	private void endAttempt(SupervisedTask<?> task) {
		Attempts attempts = task.attemptsIfAny();
		AttemptDeadline deadline = (attempts != null) ? attempts.deadline() : null;
		if (deadline != null) {
			deadline.markOver();
			this.deadlines.remove(deadline);
		}
	}

	// Until the recorder has returned, the task may be overdue for it
	private void reportSettled(SupervisedTask<?> task) {
		try {
			fireCallbacks(task);
			recordDuration(task);
		}
		finally {
			endVerdict(task);
		}
	}

	// The last try for callbacks that there was no memory to hand over
	private void fireCallbacks(SupervisedTask<?> task) {
		if (task.callbacksIfAny() == null) {
			return;
		}
		if (task.startedAt() != 0) {
			MemoryRetry.run(this.backend, FIRE_CALLBACKS, task);
		}
		else {
			task.fireCallbacks();
		}
	}

	private void endVerdict(SupervisedTask<?> task) {
		LeakState leakState = task.leakStateIfAny();
		if (leakState != null) {
			this.verdictEnd.accept(task, leakState);
		}
	}

	// On the task's own thread, but never on that of a canceller
	private void recordDuration(SupervisedTask<?> task) {
		if (!this.listeners.recordsDurations()) {
			return;
		}
		long started = task.startedAt();
		if (started != 0) {
			recordDuration(task, this.backend.nanoTime() - started);
			closeOpened(task);
		}
		else {
			this.callbacks
				.execute(new NamedCall("the duration recorder for " + task.label(), () -> recordDuration(task, 0)));
		}
	}

	// The recorder is user code
	private void recordDuration(SupervisedTask<?> task, long nanos) {
		Outcome<?> outcome = task.decided();
		if (outcome != null) {
			this.listeners.recordDuration(task.counters.stats.name(), TaskState.statusOf(outcome), nanos);
		}
	}

	private void leave(SupervisedTask<?> task) {
		try {
			task.body = null;
			this.slots.giveBack(task);
		}
		finally {
			try {
				task.leaveRegistry();
				task.thread = null;
				task.markGone();
				task.wakeWaiters();
				endVerdict(task);
			}
			finally {
				leaveScope(task);
			}
		}
	}

	private void leaveScope(SupervisedTask<?> task) {
		try {
			if (task.scope != null) {
				task.scope.settled(task);
			}
		}
		finally {
			this.slots.signalLeft();
		}
	}

	/** Where a task gives back the slots it holds. Thread-safe. */
	public interface SlotReturn {

		/**
		 * Gives back what a task holds besides its slot of the launcher, once.
		 * @param task a task that has its outcome
		 */
		void giveBack(SupervisedTask<?> task);

		/**
		 * A task has left: wakes launches that wait for a slot of the launcher, and the
		 * closer that waits for the last task.
		 */
		void signalLeft();

	}

}
