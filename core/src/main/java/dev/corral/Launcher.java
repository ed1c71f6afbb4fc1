package dev.corral;

import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.event.TaskEvent;
import dev.corral.time.Backend;

/** Admits, registers and starts tasks, and undoes all of it when one step fails. */
final class Launcher {

	private final CorralConfig config;

	private final Backend backend;

	private final Registry registry;

	private final Admission admission;

	private final Endings endings;

	private final Deadlines deadlines;

	private final Teller teller;

	private final TaskRunner runner;

	private final Listeners listeners;

	private final Carriers carriers;

	private final Panics panics;

	private final Leaks leaks;

	private final Watcher watcher;

	private final long nanoOrigin;

	private final Instant wallOrigin;

	private final LeakAges leakAges;

	private final Set<Scope> scopes = ConcurrentHashMap.newKeySet();

	private final Shutdown shutdown;

	Launcher(CorralConfig config, Backend backend) {
		this.config = config;
		this.backend = backend;
		this.shutdown = new Shutdown(backend);
		this.nanoOrigin = backend.nanoTime();
		this.wallOrigin = backend.now();
		this.registry = new Registry(this, config.maxNames(), config.taskSettings());
		this.admission = new Admission(this, backend, this.registry, config);
		this.teller = new Teller(backend);
		this.listeners = new Listeners(config.listeners(), this.teller);
		this.carriers = new Carriers(config.contextCarriers());
		this.deadlines = new Deadlines(backend, this.registry);
		this.endings = new Endings(this, backend, this.deadlines);
		this.panics = new Panics(backend, config.recoveryHandlers(), config.recent());
		this.runner = new TaskRunner(this, backend, this.endings, this.panics, this.listeners);
		this.leaks = new Leaks(backend, this.listeners, config.recent());
		this.watcher = new Watcher(this, backend, this.leaks);
		this.leakAges = new LeakAges(config);
		CurrentTask.opened(this);
		this.watcher.start();
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
	<T extends @Nullable Object> SupervisedTask<T> launch(@Nullable Scope scope, String name, Object body,
			TaskOptions asked) {
		Launch launch = new Launch(this.registry.book(name), scope, name, body, SupervisedTask.current());
		SupervisedTask<T> task = hasEnded(launch) ? null : tryEnter(launch, asked);
		if (task == null && !hasEnded(launch)) {
			task = waitAndEnter(launch, asked);
		}
		if (task == null) {
			return unbegun(launch, asked);
		}
		start(task, body);
		Admission.awaitAbove(task, launch.launching());
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
		Launch launch = new Launch(this.registry.book(name), scope, name, body, SupervisedTask.current());
		if (hasEnded(launch)) {
			return unbegun(launch, asked);
		}
		SupervisedTask<T> task = tryEnter(launch, asked);
		if (task == null) {
			tellRejected(launch, this.admission.fullMessage(launch));
			return null;
		}
		start(task, body);
		return task;
	}

	// Null when a limit is reached
	private <T extends @Nullable Object> @Nullable SupervisedTask<T> tryEnter(Launch launch, TaskOptions asked) {
		Slots slots = this.admission.tryEnter(launch.book(), launch.scope());
		return (slots != null) ? enter(launch, slots, asked, false) : null;
	}

	// Null when the scope got its cause while the launch waited
	private <T extends @Nullable Object> @Nullable SupervisedTask<T> waitAndEnter(Launch launch, TaskOptions asked) {
		Slots slots;
		try {
			slots = this.admission.enter(launch);
		}
		catch (RejectedExecutionException ex) {
			tellRejected(launch, String.valueOf(ex.getMessage()));
			throw ex;
		}
		if (slots != null) {
			return enter(launch, slots, asked, true);
		}
		if (!hasEnded(launch)) {
			throw new IllegalStateException("scope " + launch.scope() + " has ended without a cause");
		}
		return null;
	}

	// Into the registry, with the slot of the launcher; null when there is none
	private <T extends @Nullable Object> @Nullable SupervisedTask<T> enter(Launch launch, Slots slots,
			TaskOptions asked, boolean paid) {
		boolean entered = false;
		boolean failed = true;
		try {
			SupervisedTask<T> task = make(launch, asked);
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
				launch.book().tally().reject();
			}
		}
	}

	private <T extends @Nullable Object> SupervisedTask<T> make(Launch launch, TaskOptions asked) {
		NameBook book = launch.book();
		TaskOptions options = asked.with(book.settings());
		this.leakAges.note(options.leakAfter());
		Origin origin = LaunchSites.of(launch.body(), launch.name(), book, this.config.launchSite());
		SupervisedTask<?> launching = launch.launching();
		return new SupervisedTask<>(book.tally(), origin, options, this.backend.nanoTime(), launch.scope(),
				(launching != null) ? launching.lineageOfChildren() : null);
	}

	// A task with the cause of its scope, which has one
	private <T extends @Nullable Object> SupervisedTask<T> unbegun(Launch launch, TaskOptions asked) {
		SupervisedTask<T> task = make(launch, asked);
		task.identify(nextId());
		task.tally.reject();
		task.settleUnbegun(causeOf(task.scope).outcomeOfUnbegun());
		return task;
	}

	private void tellRejected(Launch launch, String reason) {
		launch.book().tally().reject();
		this.listeners.tellLater(new TaskEvent.Rejected(launch.name(), reason));
	}

	private void start(SupervisedTask<?> task, Object body) {
		Scope scope = task.scope;
		boolean started = false;
		try {
			task.body = this.carriers.load(body);
			Thread thread = this.backend.newTaskThread(task.name(), task.options.platform(), task);
			task.thread = thread;
			thread.setUncaughtExceptionHandler(task);
			boolean adopted = scope == null || scope.add(task);
			task.markQueued();
			Admission.adopt(task);
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

	long nextId() {
		return this.registry.nextId();
	}

	long lastId() {
		return this.registry.lastId();
	}

	Instant wallTime(long nanos) {
		return this.wallOrigin.plusNanos(nanos - this.nanoOrigin);
	}

	// What is told of a settled task; on its own thread, or on its canceller's
	void settled(SupervisedTask<?> task) {
		Watch watch = task.watchIfAny();
		if (watch != null) {
			this.leaks.settled(task, watch);
		}
		if (!this.listeners.recordsDurations()) {
			return;
		}
		long started = task.startedAt();
		long ranFor = (started != 0) ? this.backend.nanoTime() - started : 0;
		if (this.deadlines.isCurrentThread()) {
			this.teller.tell(() -> recordDuration(task, ranFor));
		}
		else {
			recordDuration(task, ranFor);
		}
	}

	// The recorder is user code
	private void recordDuration(SupervisedTask<?> task, long nanos) {
		Outcome<?> outcome = task.decided();
		if (outcome != null) {
			this.listeners.recordDuration(task.tally.book.name(), TaskState.statusOf(outcome), nanos);
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

	private Cause causeOf(@Nullable Scope scope) {
		Cause cause = (scope != null) ? scope.endedBy() : null;
		return (cause != null) ? cause : Cause.cancelled("scope " + scope + " is closed", this.backend.nanoTime());
	}

	// A scope that has ended gives its launches back cancelled; only what is closed
	// throws
	private boolean hasEnded(Launch launch) {
		Scope scope = launch.scope();
		try {
			if (scope != null) {
				scope.requireOpen("task", launch.name());
				if (scope.endedBy() != null || scope.isExpired()) {
					return true;
				}
			}
			this.shutdown.requireOpen("task", launch.name());
			return false;
		}
		catch (RejectedExecutionException ex) {
			tellRejected(launch, String.valueOf(ex.getMessage()));
			throw ex;
		}
	}

	void scopeOpened(Scope scope) {
		this.scopes.add(scope);
	}

	void scopeClosed(Scope scope) {
		this.scopes.remove(scope);
	}

	Set<Scope> scopes() {
		return this.scopes;
	}

	// Refuses new launches, those that wait for a slot among them
	boolean refuse() {
		boolean first = this.shutdown.begin();
		this.admission.recheck();
		return first;
	}

	// Scopes first, so that what they hold has their cause, and in an order that is
	// always
	// the same; returns the time of the cause
	long cancelAll(String reason) {
		Cause cause = Cause.cancelled(reason, this.backend.nanoTime());
		this.scopes.stream().sorted(Comparator.comparingLong(Scope::id)).forEach((scope) -> scope.end(cause));
		this.registry.forEach((task) -> this.endings.end(task, cause));
		return cause.at();
	}

	// The helper threads end; what the teller owes is still told
	void stop() {
		CurrentTask.closed(this);
		this.deadlines.stop();
		this.watcher.stop();
		this.teller.stop();
	}

	int slotsTaken() {
		return this.admission.all().taken();
	}

	CorralConfig config() {
		return this.config;
	}

	Backend backend() {
		return this.backend;
	}

	Registry registry() {
		return this.registry;
	}

	Shutdown shutdown() {
		return this.shutdown;
	}

	Admission admission() {
		return this.admission;
	}

	Endings endings() {
		return this.endings;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	Teller teller() {
		return this.teller;
	}

	TaskRunner runner() {
		return this.runner;
	}

	Carriers carriers() {
		return this.carriers;
	}

	Listeners listeners() {
		return this.listeners;
	}

	Panics panics() {
		return this.panics;
	}

	LeakAges leakAges() {
		return this.leakAges;
	}

	Leaks leaks() {
		return this.leaks;
	}

	Watcher watcher() {
		return this.watcher;
	}

}
