package dev.corral.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.CorralConfig;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.render.LiveDumps;
import dev.corral.internal.render.LiveTasks;
import dev.corral.internal.scope.ScopeLifecycle;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskFilter;

/** Ends the tasks and scopes of a launcher, within its time limits. */
public final class ShutdownSequence {

	/** How many tasks that outlive the launcher are reported with their stacks. */
	private static final int MAX_REPORTED = 100;

	/** How long a closer waits for its lines to be written, in nanoseconds. */
	private static final long LOGGED_WITHIN = Duration.ofMillis(500).toNanos();

	private static final int MAX_TRIES = 50;

	/** How many names of tasks a line has. */
	private static final int MAX_NAMES = 10;

	private final Environment environment;

	private final Backend backend;

	private final LiveTasks live;

	private final ScopeLifecycle scopeLifecycle;

	private final Limiter slots;

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
		this.slots = slots;
		this.decider = decider;
		this.callbacks = callbacks;
		this.shutdown = shutdown;
	}

	/*-
	 * When memory runs out, log lines are left out and the conditions of waits are checked
	 * again after a pause.
	 */

	void endAll() {
		CorralConfig config = this.environment.config();
		logWaiting();
		if (!drained(this.backend.nanoTime(), config.shutdownTimeout(), false)) {
			logCancelling();
			boolean closerIsOwnTask = isOwn(CurrentTask.get());
			if (!drained(cancelAll(), config.cancelGrace(), closerIsOwnTask)) {
				reportLeft();
			}
		}
	}

	private void logWaiting() {
		int tasks = this.slots.taken();
		try {
			if (tasks > 0) {
				this.callbacks.logAlways(new LogLine(LogTopic.LIFECYCLE, Level.INFO,
						"Launcher is closing: waits for {} to end, up to {} (property corral.shutdown-timeout): {}",
						Plural.of(tasks, "task", "tasks"), Durations.text(this.environment.config().shutdownTimeout()),
						names()));
			}
		}
		catch (OutOfMemoryError ex) {
			// Without the line
		}
	}

	private void logCancelling() {
		try {
			this.callbacks.logAlways(new LogLine(LogTopic.LIFECYCLE, Level.WARN,
					"Launcher is closing: cancels {}, which did not end within {} (property corral.shutdown-timeout): {}",
					Plural.of(this.slots.taken(), "task", "tasks"),
					Durations.text(this.environment.config().shutdownTimeout()), names()));
		}
		catch (OutOfMemoryError ex) {
			// Without the line
		}
	}

	// The names with most tasks first
	private String names() {
		List<Map.Entry<String, Long>> live = new ArrayList<>();
		this.live.registry().countsByName().forEach((name, counts) -> {
			long tasks = counts.live() + counts.queued();
			if (tasks > 0) {
				live.add(Map.entry(name, tasks));
			}
		});
		live.sort(Map.Entry.<String, Long>comparingByValue().reversed());
		StringBuilder names = new StringBuilder();
		for (Map.Entry<String, Long> entry : live.subList(0, Math.min(MAX_NAMES, live.size()))) {
			names.append(names.isEmpty() ? "" : ", ").append(entry.getValue()).append(" named \"");
			names.append(Printable.of(entry.getKey())).append('"');
		}
		if (live.size() > MAX_NAMES) {
			names.append(" and ").append(Plural.of(live.size() - MAX_NAMES, "further name", "further names"));
		}
		return names.toString();
	}

	// Tries again while memory has run out: every step may be repeated. Allocates nothing
	// itself; an interrupt shortens no pause, and is kept
	private long cancelAll() {
		boolean interrupted = false;
		try {
			for (int tries = 1;; tries++) {
				try {
					return cancelAll("launcher is closing");
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

	// Scopes first, so that what they hold has their cause, and always in the same order.
	// All outcomes are decided before the first interrupt is requested, also for what was
	// cancelled without one. Returns from when the grace counts
	private long cancelAll(String reason) {
		Cause cause = Cause.cancelled(reason, this.backend.nanoTime());
		List<List<ScopeNode>> trees = new ArrayList<>();
		this.live.scopes().stream().filter((scope) -> scope.tryEnd(cause)).forEach((scope) -> {
			this.live.scopes().finishLater(scope);
			trees.add(this.scopeLifecycle.decideAll(scope, cause));
		});
		this.live.registry().forEach((task) -> this.decider.decideBy(task, cause));
		trees.forEach((tree) -> this.scopeLifecycle.interruptAll(tree, cause));
		long now = this.backend.nanoTime();
		this.live.registry().forEach((task) -> {
			if (task.isDone()) {
				this.decider.interrupt(task, now);
			}
		});
		// Scopes whose cause has been carried out leave the list, which is not read
		// any more
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

	// A task that closes its own launcher is interrupted by that: its wait goes on
	private boolean drained(long from, Duration limit, boolean keepsInterrupt) {
		long until = from + limit.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					this.scopeLifecycle.removeLeft();
					return this.shutdown.awaitDrained(this, until, this::isDrained);
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

	// A task that closes its own launcher does not wait for itself. Scopes are checked
	// last: tasks are gone a moment before they leave theirs
	private boolean isDrained() {
		int own = isOwn(CurrentTask.get()) ? 1 : 0;
		return this.slots.taken() <= own && this.live.scopes().stream().noneMatch((scope) -> scope.members().isOver());
	}

	private boolean isOwn(@Nullable SupervisedTask<?> closer) {
		return closer != null && closer.isOf(this.environment);
	}

}
