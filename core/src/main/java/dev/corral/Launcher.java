package dev.corral;

import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.corral.event.TaskEvent;
import dev.corral.snapshot.LaunchSite;
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

	private final AtomicLong ids = new AtomicLong();

	private final Set<Scope> scopes = ConcurrentHashMap.newKeySet();

	private final Shutdown shutdown;

	Launcher(CorralConfig config, Backend backend) {
		this.config = config;
		this.backend = backend;
		this.shutdown = new Shutdown(backend);
		this.nanoOrigin = backend.nanoTime();
		this.wallOrigin = backend.now();
		this.registry = new Registry(config.maxNames(), config.taskSettings());
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
		Launch launch = new Launch(this.registry.book(name), scope, name, SupervisedTask.current());
		Slots slots = hasEnded(launch) ? null : this.admission.tryEnter(launch.book(), scope);
		if (slots == null && !hasEnded(launch)) {
			slots = waitOrReject(launch);
		}
		if (slots == null) {
			return unbegun(launch, body, asked);
		}
		SupervisedTask<T> task = start(launch, slots, body, asked);
		Admission.awaitAbove(task, slots, launch.launching());
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
		Launch launch = new Launch(this.registry.book(name), scope, name, SupervisedTask.current());
		if (hasEnded(launch)) {
			return unbegun(launch, body, asked);
		}
		Slots slots = this.admission.tryEnter(launch.book(), scope);
		if (slots == null) {
			tellRejected(launch, this.admission.fullMessage(launch));
			return null;
		}
		return start(launch, slots, body, asked);
	}

	private <T extends @Nullable Object> SupervisedTask<T> make(Launch launch, Object body, TaskOptions asked) {
		NameBook book = launch.book();
		TaskOptions options = asked.with(book.settings());
		this.leakAges.note(options.leakAfter());
		LaunchSite site = LaunchSites.of(body, book.name(), this.config.launchSite());
		SupervisedTask<?> launching = launch.launching();
		long id = nextId();
		return new SupervisedTask<>(this, id, launch.name(), book.tally(id), this.carriers.load(body), options, site,
				this.backend.nanoTime(), launch.scope(), (launching != null) ? launching.lineageOfChildren() : null);
	}

	// A task with the cause of its scope, which has one
	private <T extends @Nullable Object> SupervisedTask<T> unbegun(Launch launch, Object body, TaskOptions asked) {
		SupervisedTask<T> task = make(launch, body, asked);
		task.tally.reject();
		task.settleUnbegun(causeOf(task.scope).outcomeOfUnbegun());
		return task;
	}

	// Null when the scope got its cause while the launch waited
	private @Nullable Slots waitOrReject(Launch launch) {
		Slots slots;
		try {
			slots = this.admission.enter(launch);
		}
		catch (RejectedExecutionException ex) {
			tellRejected(launch, String.valueOf(ex.getMessage()));
			throw ex;
		}
		if (slots == null && !hasEnded(launch)) {
			throw new IllegalStateException("scope " + launch.scope() + " has ended without a cause");
		}
		return slots;
	}

	private void tellRejected(Launch launch, String reason) {
		launch.book().tally(0).reject();
		this.listeners.tellLater(new TaskEvent.Rejected(launch.name(), reason));
	}

	private <T extends @Nullable Object> SupervisedTask<T> start(Launch launch, Slots slots, Object body,
			TaskOptions asked) {
		SupervisedTask<T> task = null;
		try {
			task = make(launch, body, asked);
		}
		finally {
			if (task == null) {
				this.admission.giveBack(slots);
				launch.book().tally(0).reject();
			}
		}
		start(task, slots);
		return task;
	}

	private void start(SupervisedTask<?> task, Slots slots) {
		task.admitted(slots);
		Scope scope = task.scope;
		boolean registered = false;
		boolean started = false;
		try {
			Thread thread = this.backend.newTaskThread(task.name(), task.options.platform(), task);
			task.thread = thread;
			thread.setUncaughtExceptionHandler(task);
			task.tally.stripe.link(task, task.tally);
			registered = true;
			boolean adopted = scope == null || scope.add(task);
			task.markQueued();
			Admission.adopt(task);
			recheckEnded(task, adopted);
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				undo(task, registered);
			}
		}
	}

	long nextId() {
		return this.ids.incrementAndGet();
	}

	long lastId() {
		return this.ids.get();
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
		long started = task.startedAt;
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
		this.listeners.recordDuration(task.tally.book.name(), task.status(), nanos);
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
				if (scope.endedBy(this.backend.nanoTime()) != null) {
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

	private void undo(SupervisedTask<?> task, boolean registered) {
		if (registered) {
			this.endings.abandon(task);
		}
		else {
			this.admission.leave(task);
			task.tally.reject();
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
