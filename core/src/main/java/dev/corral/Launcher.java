package dev.corral;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.corral.event.TaskEvent;
import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.Printable;
import dev.corral.time.Backend;

/** Admits, registers and starts tasks, and undoes all of it when one step fails. */
final class Launcher {

	private final CorralConfig config;

	private final Backend backend;

	private final Registry registry;

	private final Endings endings;

	private final Deadlines deadlines;

	private final Teller teller;

	private final TaskRunner runner;

	private final Listeners listeners;

	private final Panics panics;

	private final Leaks leaks;

	private final Watcher watcher;

	private final long nanoOrigin;

	private final Instant wallOrigin;

	/** Tasks younger than this need no look. */
	private volatile long leastLeakAfter;

	private final AtomicLong ids = new AtomicLong();

	private final AtomicInteger slots = new AtomicInteger();

	private final Set<Scope> scopes = ConcurrentHashMap.newKeySet();

	private final Waiters drained = new Waiters();

	private volatile boolean closed;

	Launcher(CorralConfig config, Backend backend) {
		this.config = config;
		this.backend = backend;
		this.nanoOrigin = backend.nanoTime();
		this.wallOrigin = backend.now();
		this.registry = new Registry(config.maxNames(), config.taskSettings());
		this.teller = new Teller(backend);
		this.listeners = new Listeners(config.listeners(), this.teller);
		this.deadlines = new Deadlines(backend, this.registry);
		this.endings = new Endings(this, backend, this.deadlines);
		this.panics = new Panics(backend, config.recoveryHandlers(), config.recent());
		this.runner = new TaskRunner(this, backend, this.endings, this.panics, this.listeners);
		this.leaks = new Leaks(backend, this.listeners, config.recent());
		this.watcher = new Watcher(this, backend, this.leaks);
		this.leastLeakAfter = config.leakAfter().toNanos();
		config.taskSettings().values().forEach((settings) -> noteLeakAfter(settings.leakAfter()));
		CurrentTask.opened(this);
		this.watcher.start();
	}

	<T extends @Nullable Object> SupervisedTask<T> launch(@Nullable Scope scope, String name, Object body,
			TaskOptions asked) {
		NameBook book = this.registry.book(name);
		TaskOptions options = asked.with(book.settings());
		noteLeakAfter(options.leakAfter());
		LaunchSite site = LaunchSites.of(body, book.name(), this.config.launchSite());
		long id = nextId();
		Tally tally = book.tally(id);
		SupervisedTask<?> launching = SupervisedTask.current();
		SupervisedTask<T> task = new SupervisedTask<>(this, id, name, tally, body, options, site,
				this.backend.nanoTime(), scope, (launching != null) ? launching.lineageOfChildren() : null);
		if (scope != null && isRefusedBy(scope, task)) {
			return task;
		}
		takeSlot(tally, name);
		boolean registered = false;
		boolean started = false;
		try {
			task.thread = this.backend.newTaskThread(name, options.platform(), task);
			task.thread.setUncaughtExceptionHandler(task);
			tally.stripe.link(task, tally);
			registered = true;
			boolean adopted = scope == null || scope.add(task);
			task.markQueued();
			recheckEnded(task, adopted);
			task.thread.start();
			started = true;
		}
		finally {
			if (!started) {
				undo(task, registered);
			}
		}
		return task;
	}

	private void takeSlot(Tally tally, String name) {
		String refused = null;
		if (this.closed) {
			refused = closedMessage("task", name);
		}
		else {
			int max = this.config.maxLive();
			int taken = this.slots.incrementAndGet();
			if (taken > max) {
				this.slots.decrementAndGet();
				refused = "task \"" + Printable.of(name) + "\" was not launched: " + (taken - 1)
						+ " tasks are live, the limit is " + max + " (maxLive, property corral.max-live)";
			}
		}
		if (refused != null) {
			tally.reject();
			this.listeners.tellLater(new TaskEvent.Rejected(name, refused));
			throw new RejectedExecutionException(refused);
		}
	}

	private static String closedMessage(String what, String name) {
		return "launcher is closed, " + what + " \"" + Printable.of(name) + "\" was refused";
	}

	private void noteLeakAfter(@Nullable Duration leakAfter) {
		if (leakAfter != null && leakAfter.toNanos() < this.leastLeakAfter) {
			synchronized (this.watcher) {
				this.leastLeakAfter = Math.min(this.leastLeakAfter, leakAfter.toNanos());
			}
		}
	}

	long leastLeakAfter() {
		return this.leastLeakAfter;
	}

	long leakAfterNanos(SupervisedTask<?> task) {
		Duration own = task.options.leakAfter();
		return ((own != null) ? own : this.config.leakAfter()).toNanos();
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
		this.listeners.recordDuration(task.tally.book.name(), task.status(),
				(started != 0) ? this.backend.nanoTime() - started : 0);
	}

	// A launch that slipped in while the launcher or the scope ended is ended like the
	// others.
	private void recheckEnded(SupervisedTask<?> task, boolean adopted) {
		if (this.closed) {
			this.endings.cancel(task, "launcher is closed", true);
		}
		else if (!adopted && task.scope != null) {
			this.endings.end(task, causeOf(task.scope));
		}
	}

	private Cause causeOf(Scope scope) {
		Cause cause = scope.endedBy();
		return (cause != null) ? cause : Cause.cancelled("scope " + scope + " is closed", this.backend.nanoTime());
	}

	// A scope that has ended gives its launches back cancelled; only a closed one throws
	private boolean isRefusedBy(Scope scope, SupervisedTask<?> task) {
		scope.requireOpen("task", task.name());
		Cause cause = scope.endedBy();
		if (cause == null) {
			return false;
		}
		task.tally.reject();
		task.settleUnbegun(cause.outcomeOfUnbegun());
		return true;
	}

	private void undo(SupervisedTask<?> task, boolean registered) {
		if (registered) {
			this.endings.abandon(task);
		}
		else {
			releaseSlot();
			task.tally.reject();
		}
	}

	void requireOpen(String what, String name) {
		if (this.closed) {
			throw new RejectedExecutionException(closedMessage(what, name));
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

	void releaseSlot() {
		this.slots.decrementAndGet();
	}

	void signalSettled() {
		if (this.closed) {
			this.drained.wakeAll(this.backend);
		}
	}

	// Refuses new launches.
	boolean refuse() {
		synchronized (this.drained) {
			boolean first = !this.closed;
			this.closed = true;
			return first;
		}
	}

	// Scopes first, so that what they hold has their cause
	void cancelAll(String reason) {
		Cause cause = Cause.cancelled(reason, this.backend.nanoTime());
		this.scopes.forEach((scope) -> scope.end(cause));
		this.registry.forEach((task) -> this.endings.end(task, cause));
	}

	// The helper threads end; what the teller owes is still told
	void stop() {
		CurrentTask.closed(this);
		this.deadlines.stop();
		this.watcher.stop();
		this.teller.stop();
	}

	// A task that closes its own launcher does not wait for itself
	boolean awaitDrained(Duration limit) throws InterruptedException {
		SupervisedTask<?> closer = SupervisedTask.current();
		int own = (closer != null && closer.launcher == this) ? 1 : 0;
		return this.drained.await(this.backend, limit.toNanos(), this, () -> this.slots.get() <= own);
	}

	int slotsTaken() {
		return this.slots.get();
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

	Listeners listeners() {
		return this.listeners;
	}

	Panics panics() {
		return this.panics;
	}

	Leaks leaks() {
		return this.leaks;
	}

	Watcher watcher() {
		return this.watcher;
	}

}
