package dev.corral;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.LaunchSite;
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

	private final AtomicLong ids = new AtomicLong();

	private final AtomicInteger slots = new AtomicInteger();

	private final Set<Scope> scopes = ConcurrentHashMap.newKeySet();

	private final Waiters drained = new Waiters();

	private volatile boolean closed;

	Launcher(CorralConfig config, Backend backend) {
		this.config = config;
		this.backend = backend;
		this.registry = new Registry(config.maxNames());
		this.endings = new Endings(this, backend);
		this.teller = new Teller(backend);
		this.deadlines = new Deadlines(backend);
		this.runner = new TaskRunner(this, backend, this.endings, new Panics(backend, config.recoveryHandlers()));
	}

	<T extends @Nullable Object> SupervisedTask<T> launch(@Nullable Scope scope, String name, Object body,
			TaskOptions options) {
		NameBook book = this.registry.book(name);
		LaunchSite site = LaunchSites.of(body, book.name());
		long id = this.ids.incrementAndGet();
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
		if (this.closed) {
			tally.reject();
			requireOpen("task", name);
		}
		int max = this.config.maxLive();
		int taken = this.slots.incrementAndGet();
		if (taken > max) {
			this.slots.decrementAndGet();
			tally.reject();
			throw new RejectedExecutionException("task \"" + name + "\" was not launched: " + (taken - 1)
					+ " tasks are live, the limit is " + max + " (maxLive, property corral.max-live)");
		}
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
		return (cause != null) ? cause
				: Cause.cancelled("scope " + scope.path() + " is closed", this.backend.nanoTime());
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
			throw new RejectedExecutionException("launcher is closed, " + what + " \"" + name + "\" was refused");
		}
	}

	void scopeOpened(Scope scope) {
		this.scopes.add(scope);
	}

	void scopeClosed(Scope scope) {
		this.scopes.remove(scope);
	}

	int openScopes() {
		return this.scopes.size();
	}

	Duration timeoutOf(SupervisedTask<?> task) {
		Duration own = task.options.timeout();
		return (own != null) ? own : this.config.defaultTimeout();
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

	boolean awaitDrained(Duration limit) throws InterruptedException {
		return this.drained.await(this.backend, limit.toNanos(), this, () -> this.slots.get() == 0);
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

}
