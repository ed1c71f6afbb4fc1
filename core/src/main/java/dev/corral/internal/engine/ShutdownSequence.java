package dev.corral.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.CorralConfig;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.render.LiveDumps;
import dev.corral.internal.render.LiveTasks;
import dev.corral.internal.scope.ScopeLifecycle;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOwner;
import dev.corral.internal.task.TaskState;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.TaskFilter;

/** Ends the tasks and scopes of a launcher, within its time limits. */
public final class ShutdownSequence {

	/** How many tasks that outlive the launcher are reported with their stacks. */
	private static final int MAX_REPORTED = 100;

	/** How long a closer waits for its lines to be written, in nanoseconds. */
	private static final long LOGGED_WITHIN = Duration.ofMillis(500).toNanos();

	private static final int MAX_TRIES = 50;

	private static final Consumer<ScopeLifecycle> SHUT_ALL = ScopeLifecycle::shutAll;

	private static final String CLOSING = "launcher is closing";

	private final Environment environment;

	private final Backend backend;

	private final LiveTasks live;

	private final ScopeLifecycle scopeLifecycle;

	private final AwaitedTasks awaited;

	private final OutcomeDecider decider;

	private final CallbackExecutor callbacks;

	private final Shutdown shutdown;

	/**
	 * Makes the part that closes a launcher.
	 * @param live its tasks and scopes
	 * @param scopeLifecycle ends its scopes
	 * @param slots counts the tasks that are left
	 * @param decider ends them
	 * @param callbacks writes the lines
	 * @param shutdown wakes the closer
	 */
	public ShutdownSequence(LiveTasks live, ScopeLifecycle scopeLifecycle, Limiter slots, OutcomeDecider decider,
			CallbackExecutor callbacks, Shutdown shutdown) {
		this.environment = live.environment();
		this.backend = this.environment.backend();
		this.live = live;
		this.scopeLifecycle = scopeLifecycle;
		this.awaited = new AwaitedTasks(live, slots);
		this.decider = decider;
		this.callbacks = callbacks;
		this.shutdown = shutdown;
	}

	/*-
	 * First long-running tasks are cancelled, with the scopes they have opened: they do not end by
	 * themselves. Then all others have the shutdown timeout to end. What is left after it is
	 * cancelled. Whatever was cancelled has the grace, from its own cancel on.
	 *
	 * The task that closes is not interrupted by that. One whose thread waits for the closing thread
	 * is interrupted by nobody meanwhile: Spring would go on without the closer, and destroy
	 * beans that tasks still use.
	 *
	 * When memory runs out, log lines are left out and the conditions of waits are checked
	 * again after a pause.
	 */

	/**
	 * Ends all tasks.
	 * @param waiting the thread that waits for the calling one, {@code null} for none
	 */
	void endAll(@Nullable Thread waiting) {
		this.awaited.begin(waiting);
		try {
			spare(this.awaited.waiting(), true);
			endAll();
		}
		finally {
			spare(this.awaited.waiting(), false);
			this.awaited.end();
		}
	}

	private void endAll() {
		CorralConfig config = this.environment.config();
		long begun = this.backend.nanoTime();
		boolean longRunningCancelled = cancelLongRunning();
		this.awaited.skipLongRunning(longRunningCancelled);
		logTasks(false);
		long grace = begun;
		boolean othersEnded = drained(begun, config.shutdownTimeout(), false);
		this.awaited.skipLongRunning(false);
		if (!othersEnded) {
			logTasks(true);
			grace = cancelAll(false);
		}
		boolean closerIsOwnTask = isOwn(this.awaited.closer());
		if (!(othersEnded && !longRunningCancelled) && !drained(grace, config.cancelGrace(), closerIsOwnTask)) {
			reportLeft();
		}
		endRest(this.awaited.closer());
		endRest(this.awaited.waiting());
		MemoryRetry.run(this.backend, MAX_TRIES, SHUT_ALL, this.scopeLifecycle);
	}

	// Nothing when there is none
	private void logTasks(boolean cancelling) {
		try {
			LiveNames awaited = LiveNames.of(this.awaited.names());
			if (awaited.tasks() == 0) {
				return;
			}
			String number = Plural.of(awaited.tasks(), "task", "tasks");
			String limit = Durations.text(this.environment.config().shutdownTimeout());
			this.callbacks.logAlways(cancelling ? new LogLine(LogTopic.LIFECYCLE, Level.WARN,
					"Launcher is closing: cancels {}, which did not end within {} (property corral.shutdown-timeout): {}",
					number, limit, awaited.text())
					: new LogLine(LogTopic.LIFECYCLE, Level.INFO,
							"Launcher is closing: waits for {} to end, up to {} (property corral.shutdown-timeout): {}",
							number, limit, awaited.text()));
		}
		catch (OutOfMemoryError | LinkageError ex) {
			// Without the line
		}
	}

	// False when there is nothing to cancel first. Without memory it is cancelled later
	private boolean cancelLongRunning() {
		try {
			if (this.awaited.hasLongRunning()) {
				cancelAll(true);
				return true;
			}
		}
		catch (OutOfMemoryError ex) {
			// Like all others
		}
		return false;
	}

	// A handler that closes between two attempts: no attempt may follow
	private void endRest(@Nullable SupervisedTask<?> task) {
		if (task != null && isOwn(task) && task.phase() == TaskState.RESTING) {
			this.decider.cancel(task, CLOSING, false);
		}
	}

	// Tries again while memory has run out: every step may be repeated. Allocates nothing
	// itself; an interrupt shortens no pause, and is kept
	private long cancelAll(boolean longRunningOnly) {
		boolean interrupted = false;
		try {
			for (int tries = 1;; tries++) {
				try {
					return cancelSparing(longRunningOnly);
				}
				catch (OutOfMemoryError ex) {
					if (tries == MAX_TRIES) {
						throw ex;
					}
				}
				interrupted |= Thread.interrupted();
				MemoryRetry.pause(this.backend, this);
				this.scopeLifecycle.finish();
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// The task that closes has to go on with that. Tasks in Runtime.exit cannot end
	private long cancelSparing(boolean longRunningOnly) {
		spare(this.awaited.closer(), true);
		try {
			if (this.awaited.looksForExits()) {
				spareExiting(longRunningOnly);
			}
			return cancel(longRunningOnly);
		}
		finally {
			spare(this.awaited.closer(), false);
		}
	}

	private void spareExiting(boolean longRunningOnly) {
		StripesCursor<SupervisedTask<?>> cursor = this.live.registry().cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null; task = cursor.next()) {
			if (matches(task, longRunningOnly) && this.awaited.isInExit(task)) {
				spare(task, true);
			}
		}
	}

	private void spare(@Nullable SupervisedTask<?> task, boolean spared) {
		if (task != null && isOwn(task)) {
			this.decider.spare(task, spared);
		}
	}

	private static boolean matches(SupervisedTask<?> task, boolean longRunningOnly) {
		return !longRunningOnly || TaskOwner.isOfLongRunning(task);
	}

	// Scopes first, so that what they hold has their cause, and always in the same order.
	// All outcomes are decided before the first interrupt is requested, also for what was
	// cancelled without one. Returns from when the grace counts
	private long cancel(boolean longRunningOnly) {
		Cause cause = Cause.cancelled(CLOSING, this.backend.nanoTime());
		List<List<ScopeNode>> trees = new ArrayList<>();
		this.live.scopes()
			.stream()
			.filter((scope) -> (!longRunningOnly || scope.isOfLongRunning()) && scope.tryEnd(cause))
			.forEach((scope) -> {
				this.live.scopes().finishLater(scope);
				trees.add(this.scopeLifecycle.decideAll(scope, cause));
			});
		this.live.registry().forEach((task) -> {
			if (matches(task, longRunningOnly)) {
				this.decider.decideBy(task, cause);
			}
		});
		trees.forEach((tree) -> this.scopeLifecycle.interruptAll(tree, cause));
		long now = this.backend.nanoTime();
		this.live.registry().forEach((task) -> {
			if (task.isDone() && matches(task, longRunningOnly)) {
				this.decider.interrupt(task, now);
			}
		});
		// Scopes whose cause has been carried out leave the list, which nobody reads now
		this.scopeLifecycle.finish();
		return now;
	}

	// An appender may block, so the closer itself writes nothing
	private void reportLeft() {
		try {
			StringBuilder left = new StringBuilder();
			new LiveDumps(this.live).write(TaskFilter.all(), MAX_REPORTED, left);
			this.callbacks.logAlways(new LogLine(LogTopic.LIFECYCLE, Level.WARN,
					"Launcher is closed: tasks that ignored their cancellation are left behind; {}", left));
		}
		catch (OutOfMemoryError ex) {
			// Without the line
		}
	}

	// The process may end when the closer returns: its lines are to be written by then,
	// unless an appender blocks
	void awaitLogged() {
		Guarded.run(() -> {
			Waiters waiters = new Waiters();
			AtomicBoolean logged = new AtomicBoolean();
			this.callbacks.afterLines(() -> {
				logged.set(true);
				waiters.wakeAll(this.backend);
			});
			waiters.awaitKeepingInterrupt(this.backend, this.backend.nanoTime() + LOGGED_WITHIN, this, logged::get);
		});
	}

	// A task that closes its own launcher may be interrupted for another reason. Its wait
	// goes on while the others have their grace
	private boolean drained(long from, Duration limit, boolean keepsInterrupt) {
		long until = from + limit.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					this.scopeLifecycle.removeLeft();
					this.awaited.look();
					long look = Math.min(until, this.backend.nanoTime() + AwaitedTasks.LOOK);
					if (this.shutdown.awaitDrained(this, look, this::isDrained)) {
						return true;
					}
					if (look == until) {
						return false;
					}
				}
				catch (InterruptedException ex) {
					interrupted = true;
					if (!keepsInterrupt) {
						return false;
					}
				}
				catch (OutOfMemoryError ex) {
					boolean givesUp = !keepsInterrupt && Thread.currentThread().isInterrupted();
					if (this.backend.nanoTime() >= until || givesUp) {
						return false;
					}
					MemoryRetry.pause(this.backend, this);
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// Scopes are checked last: tasks are gone a moment before they leave theirs
	private boolean isDrained() {
		return this.awaited.areGone(this.shutdown.isExiting())
				&& this.live.scopes().stream().noneMatch((scope) -> scope.members().isOver());
	}

	private boolean isOwn(@Nullable SupervisedTask<?> task) {
		return task != null && task.isOf(this.environment);
	}

}
