package dev.corral.internal.engine;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskBody;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.ContextPropagation;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.leak.LeakAges;
import dev.corral.internal.leak.Watcher;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.Cause;
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

	private final Admission admission;

	private final ContextPropagation carriers;

	private final OutcomeDecider endings;

	private final Listeners listeners;

	private final LeakAges leakAges;

	private final Shutdown shutdown;

	private final Watcher watcher;

	/**
	 * Makes the part that launches tasks.
	 * @param environment backend, configuration and clock of the launcher
	 * @param registry knows the names
	 * @param admission where tasks are taken in
	 * @param carriers capture the context of a launch
	 * @param endings ends and undoes what slips in while a scope ends
	 * @param listeners are notified of launches that are refused
	 * @param leakAges records the least age from which a task is watched
	 * @param shutdown refuses launches
	 * @param watcher is started by the first launch after it has died
	 */
	Launcher(Environment environment, Registry<SupervisedTask<?>> registry, Admission admission,
			ContextPropagation carriers, OutcomeDecider endings, Listeners listeners, LeakAges leakAges,
			Shutdown shutdown, Watcher watcher) {
		this.environment = environment;
		this.registry = registry;
		this.admission = admission;
		this.carriers = carriers;
		this.endings = endings;
		this.listeners = listeners;
		this.leakAges = leakAges;
		this.shutdown = shutdown;
		this.watcher = watcher;
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
		StackReserve.requireToAcquire();
		this.watcher.ensureRunning();
		NameStats stats = this.registry.stats(name);
		SupervisedTask<?> launching = CurrentTask.get();
		SupervisedTask<T> task = null;
		if (!hasEnded(scope, name, stats)) {
			task = tryEnter(stats, scope, name, body, launching, asked);
		}
		if (task == null) {
			task = waitAndEnter(new Launch(stats, scope, name, body, launching), asked);
		}
		if (task.phase() == TaskState.NEW) {
			start(task, scope, body);
			CallerWaits.awaitAbove(task, launching);
		}
		return task;
	}

	/**
	 * Launches a task when there is room for it now.
	 * @param <T> what the body returns
	 * @param scope where to, {@code null} for the root
	 * @param name its checked name
	 * @param body a {@link TaskBody} or a {@link Callable}
	 * @param asked what the launch asks for
	 * @return the task, {@code null} when a limit is reached
	 * @throws RejectedExecutionException when launcher or scope are closed
	 */
	<T extends @Nullable Object> @Nullable SupervisedTask<T> tryLaunch(@Nullable Scope scope, String name, Object body,
			TaskOptions asked) {
		StackReserve.requireToAcquire();
		this.watcher.ensureRunning();
		NameStats stats = this.registry.stats(name);
		SupervisedTask<?> launching = CurrentTask.get();
		Launch launch = new Launch(stats, scope, name, body, launching);
		if (hasEnded(scope, name, stats)) {
			return unbegun(launch, asked);
		}
		SupervisedTask<T> task = tryEnter(stats, scope, name, body, launching, asked);
		if (task == null) {
			tellRejected(stats, name, this.admission.fullMessage(launch));
			return null;
		}
		start(task, scope, body);
		return task;
	}

	// Null when a limit is reached; most launches go this way alone, and make nothing but
	// their task
	private <T extends @Nullable Object> @Nullable SupervisedTask<T> tryEnter(NameStats stats, @Nullable Scope scope,
			String name, Object body, @Nullable SupervisedTask<?> launching, TaskOptions asked) {
		Slots slots = this.admission.tryEnter(stats, scope);
		return (slots != null) ? enter(stats, scope, name, body, launching, asked, slots, false) : null;
	}

	// A task that has not begun and never will when its scope has its cause
	private <T extends @Nullable Object> SupervisedTask<T> waitAndEnter(Launch launch, TaskOptions asked) {
		if (hasEnded(launch)) {
			return unbegun(launch, asked);
		}
		Slots slots;
		try {
			slots = this.admission.enter(launch);
		}
		catch (RejectedExecutionException ex) {
			tellRejected(launch.stats(), launch.name(), String.valueOf(ex.getMessage()));
			throw ex;
		}
		if (slots == null) {
			if (!hasEnded(launch)) {
				throw new IllegalStateException("scope " + launch.scope() + " has ended without a cause");
			}
			return unbegun(launch, asked);
		}
		SupervisedTask<T> task = enter(launch.stats(), launch.scope(), launch.name(), launch.body(), launch.launching(),
				asked, slots, true);
		return Objects.requireNonNull(task, "a paid slot is enough");
	}

	// Into the registry, with the slot of the launcher; null when there is none
	private <T extends @Nullable Object> @Nullable SupervisedTask<T> enter(NameStats stats, @Nullable Scope scope,
			String name, Object body, @Nullable SupervisedTask<?> launching, TaskOptions asked, Slots slots,
			boolean paid) {
		boolean entered = false;
		boolean failed = true;
		try {
			SupervisedTask<T> task = make(stats, scope, name, body, launching, asked);
			task.hold(slots);
			entered = this.admission.enter(task, paid);
			failed = false;
			return entered ? task : null;
		}
		finally {
			if (!entered) {
				this.admission.giveBack(slots, paid);
			}
			if (failed) {
				stats.counters().addRejected();
			}
		}
	}

	private <T extends @Nullable Object> SupervisedTask<T> make(NameStats stats, @Nullable Scope scope, String name,
			Object body, @Nullable SupervisedTask<?> launching, TaskOptions asked) {
		TaskOptions options = asked.with(stats.settings());
		this.leakAges.note(options.leakAfter());
		LaunchOrigin origin = LaunchSites.of(body, name, stats, this.environment.config().launchSite());
		return new TaskHandle<>(stats.counters(), origin, options, this.environment.nanoTime(), scope,
				(launching != null) ? lineageBelow(launching) : null);
	}

	private static @Nullable Lineage lineageBelow(SupervisedTask<?> launching) {
		return Lineage.of(launching.id(), launching.name(), launching.launchSite(), launching.lineage);
	}

	// A task with the cause of its scope, which has one
	private <T extends @Nullable Object> SupervisedTask<T> unbegun(Launch launch, TaskOptions asked) {
		SupervisedTask<T> task = make(launch.stats(), launch.scope(), launch.name(), launch.body(), launch.launching(),
				asked);
		task.identify(this.registry.nextId());
		task.counters.addRejected();
		task.settleUnbegun(causeOf(task.scope).unbegun());
		return task;
	}

	private void tellRejected(NameStats stats, String name, String reason) {
		stats.counters().addRejected();
		this.listeners.notifyLater(new TaskEvent.Rejected(name, reason));
	}

	private void start(SupervisedTask<?> task, @Nullable Scope scope, Object body) {
		boolean started = false;
		try {
			task.body = this.carriers.load(body);
			Thread thread = this.environment.backend().newTaskThread(task.name(), task.options.platform(), task);
			task.thread = thread;
			thread.setUncaughtExceptionHandler(task);
			boolean adopted = scope == null || scope.add(task);
			task.markQueued();
			this.admission.adopt(task);
			recheckEnded(task, adopted);
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				this.endings.undo(task);
			}
		}
	}

	// A launch that slipped in while the launcher or the scope ended is ended like the
	// others.
	private void recheckEnded(SupervisedTask<?> task, boolean adopted) {
		if (this.shutdown.hasBegun()) {
			this.endings.cancel(task, "launcher is closed", true);
		}
		else if (!adopted && task.scope != null) {
			this.endings.end(task, causeOf(task.scope));
		}
	}

	private Cause causeOf(@Nullable TaskOwner scope) {
		Cause cause = (scope != null) ? scope.endedBy() : null;
		return (cause != null) ? cause : Cause.cancelled("scope " + scope + " is closed", this.environment.nanoTime());
	}

	// A scope that has ended gives its launches back cancelled; only what is closed
	// throws
	private boolean hasEnded(Launch launch) {
		return hasEnded(launch.scope(), launch.name(), launch.stats());
	}

	private boolean hasEnded(@Nullable Scope scope, String name, NameStats stats) {
		try {
			if (scope != null) {
				scope.requireOpen("task", name);
				if (scope.endedBy() != null || scope.isExpired()) {
					return true;
				}
			}
			this.shutdown.requireOpen("task", name);
			return false;
		}
		catch (RejectedExecutionException ex) {
			tellRejected(stats, name, String.valueOf(ex.getMessage()));
			throw ex;
		}
	}

}
