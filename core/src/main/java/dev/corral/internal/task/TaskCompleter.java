package dev.corral.internal.task;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.Outcome;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.ContextPropagation;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.NamedCall;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.timer.Deadlines;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.Printable;

/**
 * Ends a task whose body is off the stack: reports a panic, and gives back all that the
 * task holds. On the task's own thread, on the callback executor when that had to leave,
 * or, for a task that had not started, on the thread that cancelled it.
 */
public final class TaskCompleter {

	/*-
	 * Every step is done whatever the ones before it have thrown, in this order:
	 *
	 *  outcome ──> counters include it ──> log, listeners, handlers ──> deadline ──> recorder ──> verdict
	 *      ──> limits ──> registry and slot ──> GONE ──> waiters ──> scope ──> launches that wait for the launcher
	 *
	 * The watcher may find the task overdue just before it is gone. It reads GONE after that, and
	 * the task reads the verdict again after GONE, so at least one of them ends the verdict.
	 * The scope comes last: when it is closed, its tasks have given back all else.
	 */

	/** The pause between two checks whether the counters include the outcome, in ns. */
	private static final long LOOK = Duration.ofMillis(20).toNanos();

	private final Backend backend;

	private final Deadlines deadlines;

	private final Panics panics;

	private final Listeners listeners;

	private final CallbackExecutor callbacks;

	private final SlotReturn slots;

	private final BiConsumer<SupervisedTask<?>, LeakState> verdictEnd;

	/**
	 * Makes the part that reports ends and gives back what tasks hold.
	 * @param backend the seam to the virtual machine
	 * @param deadlines forgets their deadlines
	 * @param panics reports their panics
	 * @param listeners are notified of their ends
	 * @param callbacks runs what a canceller must not wait for
	 * @param slots takes back what they hold
	 * @param verdictEnd ends the verdict on a task that is watched
	 */
	public TaskCompleter(Backend backend, Deadlines deadlines, Panics panics, Listeners listeners,
			CallbackExecutor callbacks, SlotReturn slots, BiConsumer<SupervisedTask<?>, LeakState> verdictEnd) {
		this.backend = backend;
		this.deadlines = deadlines;
		this.panics = panics;
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
			report(task, last, mine);
		}
		finally {
			try {
				clear.run();
			}
			finally {
				settle(task);
			}
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

	private void report(SupervisedTask<?> task, @Nullable Outcome<?> last, boolean mine) {
		Throwable thrown = (last instanceof Outcome.Panicked<?> panic) ? panic.cause() : null;
		if (thrown == null) {
			reportEnded(task);
			return;
		}
		if (!mine && isReactionToInterrupt(thrown)) {
			new LogLine(LogTopic.PANIC, Level.DEBUG, "{} ended after its interrupt with {}", task.subject(),
					Printable.of(thrown.getClass().getName()))
				.withMdc(ContextPropagation.mdcOf(task.body))
				.tryWrite();
			reportEnded(task);
			return;
		}
		if (!mine) {
			task.counters.addPanic();
		}
		try {
			this.panics.report(task, thrown, !mine);
		}
		catch (Throwable ex) {
			Panics.logFailure(task, ex);
		}
		try {
			reportEnded(task);
		}
		catch (Throwable ex) {
			Panics.logFailure(task, ex);
		}
		this.panics.recover(task, thrown, !mine);
	}

	private void reportEnded(SupervisedTask<?> task) {
		Outcome<?> outcome = task.decided();
		if (outcome == null) {
			return;
		}
		boolean timedOut = outcome instanceof Outcome.TimedOut;
		if (!timedOut && this.listeners.isEmpty()) {
			return;
		}
		Duration ranFor = Duration.ofNanos(this.backend.nanoTime() - task.startedAt());
		if (outcome instanceof Outcome.TimedOut<?> timeout && isOwn(task, timeout)) {
			new LogLine(LogTopic.TIMEOUT, Level.INFO, "{} timed out after {}; its body ended after {}, launched by {}",
					task.subject(), Durations.text(timeout.limit()), Durations.text(ranFor),
					LaunchText.of(task.launchSite()))
				.withMdc(ContextPropagation.mdcOf(task.body))
				.tryWrite();
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Ended(task.id(), task.name(), TaskState.statusOf(outcome), ranFor));
		}
	}

	// The timeout of a scope has one line for all its tasks
	@SuppressWarnings("ReferenceEquality")
	private static boolean isOwn(SupervisedTask<?> task, Outcome<?> outcome) {
		Cause ofScope = (task.scope != null) ? task.scope.endedBy() : null;
		return ofScope == null || ofScope.outcome() != outcome;
	}

	// Whether a throwable after the outcome is only the body's reaction to the interrupt
	private static boolean isReactionToInterrupt(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < 100; depth++) {
			if (cause instanceof InterruptedException || cause instanceof CancellationException
					|| cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException) {
				return true;
			}
			cause = PanicText.cause(cause);
		}
		return false;
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
			reportSettled(task);
		}
		finally {
			leave(task);
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
			MemoryRetry.run(this.backend, task::fireCallbacks);
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
