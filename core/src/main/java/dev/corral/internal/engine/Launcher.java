package dev.corral.internal.engine;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.TaskBody;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.leak.LeakAges;
import dev.corral.internal.leak.Watcher;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchClock;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.task.TaskOwner;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Lineage;

/**
 * The part of a launcher that launches: it admits, registers and starts tasks, and undoes
 * all of it when one step fails.
 */
public final class Launcher {

	private final Environment environment;

	private final Registry<SupervisedTask<?>> registry;

	private final LaunchClock clock;

	private final Admission admission;

	private final SlotRequests requests;

	private final ContextPropagation contextPropagation;

	private final OutcomeDecider decider;

	private final Listeners listeners;

	private final LeakAges leakAges;

	private final Shutdown shutdown;

	private final Watcher watcher;

	private final LaunchSites launchSites;

	/**
	 * Makes the part that launches tasks.
	 * @param environment backend, configuration and clock of the launcher
	 * @param registry knows the names, and the time of launches
	 * @param admission where tasks are taken in
	 * @param contextPropagation captures the context of a launch
	 * @param decider ends and undoes what slips in while a scope ends
	 * @param listeners are notified of launches that are refused
	 * @param leakAges records the least age from which a task is watched
	 * @param shutdown refuses launches
	 * @param watcher is started by the first launch after it has died
	 */
	Launcher(Environment environment, Registry<SupervisedTask<?>> registry, Admission admission,
			ContextPropagation contextPropagation, OutcomeDecider decider, Listeners listeners, LeakAges leakAges,
			Shutdown shutdown, Watcher watcher) {
		this.environment = environment;
		this.registry = registry;
		this.clock = registry.clock();
		this.admission = admission;
		this.requests = admission.requests();
		this.contextPropagation = contextPropagation;
		this.decider = decider;
		this.listeners = listeners;
		this.leakAges = leakAges;
		this.shutdown = shutdown;
		this.watcher = watcher;
		this.launchSites = new LaunchSites(environment.config().launchSite());
	}

	/**
	 * Launches a task, or gives one back that has been cancelled by the cause of its
	 * scope.
	 * @param <T> what the body returns
	 * @param scope where to, {@code null} for the root
	 * @param name its checked name
	 * @param body a {@link TaskBody} or a {@link Callable}
	 * @param asked what the launch asks for
	 * @return the task
	 * @throws RejectedExecutionException when a limit is reached, or launcher or scope
	 * are closed
	 */
	public <T extends @Nullable Object> SupervisedTask<T> launch(@Nullable Scope scope, String name, Object body,
			TaskOptions asked) {
		return launch(scope, name, null, body, asked);
	}

	/**
	 * Launches a task whose name has been looked up before.
	 * @param <T> what the body returns
	 * @param scope where to, {@code null} for the root
	 * @param name its checked name
	 * @param known the statistics of the name, {@code null} to look them up
	 * @param body a {@link TaskBody} or a {@link Callable}
	 * @param asked what the launch asks for
	 * @return the task
	 * @throws RejectedExecutionException when a limit is reached, or launcher or scope
	 * are closed
	 */
	<T extends @Nullable Object> SupervisedTask<T> launch(@Nullable Scope scope, String name, @Nullable NameStats known,
			Object body, TaskOptions asked) {
		SupervisedTask<T> task = launch(scope, name, known, body, asked, true);
		return Objects.requireNonNull(task, "a launch that may wait has a task");
	}

	/**
	 * Launches a task when there is room for it now.
	 * @param <T> what the body returns
	 * @param scope where to, {@code null} for the root
	 * @param name its checked name
	 * @param known the statistics of the name, {@code null} to look them up
	 * @param body a {@link TaskBody} or a {@link Callable}
	 * @param asked what the launch asks for
	 * @return the task, {@code null} when a limit is reached
	 * @throws RejectedExecutionException when launcher or scope are closed
	 */
	<T extends @Nullable Object> @Nullable SupervisedTask<T> tryLaunch(@Nullable Scope scope, String name,
			@Nullable NameStats known, Object body, TaskOptions asked) {
		return launch(scope, name, known, body, asked, false);
	}

	private <T extends @Nullable Object> @Nullable SupervisedTask<T> launch(@Nullable Scope scope, String name,
			@Nullable NameStats known, Object body, TaskOptions asked, boolean mayWait) {
		StackReserve.requireToAcquire();
		this.watcher.ensureRunning();
		NameStats stats = (known != null) ? known : this.registry.stats(name);
		SupervisedTask<T> task;
		try {
			task = admit(stats, scope, name, body, asked, mayWait);
		}
		catch (RejectedExecutionException ex) {
			reject(stats, name, String.valueOf(ex.getMessage()));
			throw ex;
		}
		catch (Throwable ex) {
			stats.counters().addRejected();
			throw ex;
		}
		if (task == null) {
			stats.counters().addDeclined();
		}
		else if (task.phase() == TaskState.NEW) {
			start(task, scope, body);
			this.requests.awaitAbove(task);
		}
		return task;
	}

	// A task that has entered the registry with all its slots, or one that never will,
	// because its scope has ended; null when a limit is reached and the launch may not
	// wait
	private <T extends @Nullable Object> @Nullable SupervisedTask<T> admit(NameStats stats, @Nullable Scope scope,
			String name, Object body, TaskOptions asked, boolean mayWait) {
		boolean ended = hasEnded(scope, name);
		if (ended || !this.admission.isFull(stats, scope)) {
			SupervisedTask<T> task = make(stats, scope, name, body, asked);
			if (ended) {
				return settleUnstarted(task);
			}
			if (this.admission.tryEnter(task, scope)) {
				return task;
			}
		}
		return mayWait ? waitAndAdmit(stats, scope, name, body, asked) : null;
	}

	// The task is made anew when it has its slots: the wait does not count towards its
	// age
	private <T extends @Nullable Object> SupervisedTask<T> waitAndAdmit(NameStats stats, @Nullable Scope scope,
			String name, Object body, TaskOptions asked) {
		Slots slots = this.requests.take(stats, name, scope);
		if (slots == null) {
			if (!hasEnded(scope, name)) {
				throw new IllegalStateException("scope " + scope + " has ended without a cause");
			}
			return settleUnstarted(make(stats, scope, name, body, asked));
		}
		boolean entered = false;
		try {
			SupervisedTask<T> task = make(stats, scope, name, body, asked);
			this.admission.enter(task, slots);
			entered = true;
			return task;
		}
		finally {
			if (!entered) {
				this.admission.giveBackUnused(slots);
			}
		}
	}

	// A scope that has ended gives its launches back cancelled; only what is closed
	// throws
	private boolean hasEnded(@Nullable Scope scope, String name) {
		if (scope != null) {
			scope.requireOpen("task", name);
			if (scope.endedBy() != null || scope.isExpired()) {
				return true;
			}
		}
		this.shutdown.requireOpen("task", name);
		return false;
	}

	private <T extends @Nullable Object> SupervisedTask<T> make(NameStats stats, @Nullable Scope scope, String name,
			Object body, TaskOptions asked) {
		TaskOptions options = asked.with(stats.settings());
		this.leakAges.include(options.leakAfter());
		LaunchOrigin origin = this.launchSites.of(body, name, stats);
		SupervisedTask<?> launching = CurrentTask.get();
		Lineage lineage = (launching != null)
				? Lineage.of(launching.id(), launching.name(), launching.launchSite(), launching.lineage) : null;
		return new TaskHandle<>(stats.counters(), origin, options, this.clock.nanoTime(), scope, lineage);
	}

	// Ends a task with the cause of its scope before it has entered the registry
	private <T extends @Nullable Object> SupervisedTask<T> settleUnstarted(SupervisedTask<T> task) {
		task.identify(this.registry.nextId());
		Outcome<?> outcome = causeOf(task.scope).unstarted();
		if (task.scope != null) {
			task.scope.ended(outcome);
		}
		task.settleUnstarted(outcome);
		task.counters.addSkipped();
		return task;
	}

	private void reject(NameStats stats, String name, String reason) {
		stats.counters().addRejected();
		this.listeners.notifyLater(new TaskEvent.Rejected(name, reason));
	}

	private void start(SupervisedTask<?> task, @Nullable Scope scope, Object body) {
		boolean started = false;
		try {
			task.body = this.contextPropagation.capture(body);
			Thread thread = this.environment.backend().newTaskThread(task.name(), task.options.platform(), task);
			task.thread = thread;
			thread.setUncaughtExceptionHandler(task);
			boolean inOpenScope = scope == null || scope.add(task);
			task.markQueued();
			this.admission.adopt(task);
			endIfLate(task, inOpenScope);
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				this.decider.undo(task);
			}
		}
	}

	// A launch that slipped in while the launcher or the scope ended is ended like the
	// others
	private void endIfLate(SupervisedTask<?> task, boolean inOpenScope) {
		if (this.shutdown.hasBegun()) {
			this.decider.cancel(task, "launcher is closed", true);
		}
		else if (!inOpenScope) {
			this.decider.end(task, causeOf(task.scope));
		}
	}

	private Cause causeOf(@Nullable TaskOwner scope) {
		Cause cause = (scope != null) ? scope.endedBy() : null;
		return (cause != null) ? cause : Cause.cancelled("scope " + scope + " is closed", this.environment.nanoTime());
	}

}
