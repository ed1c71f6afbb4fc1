package dev.corral.internal.scope;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.CallbackContext;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.Joins;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Check;
import dev.corral.monitor.Printable;
import dev.corral.monitor.Registration;

/**
 * A scope as its users see it. The root is one too, for tasks that belong to no scope: it
 * launches, but no task can join, cancel or close it.
 */
public final class Scope extends ScopeNode implements CancellationScope {

	/** How often a close is tried while there is no memory, in about two seconds. */
	private static final int CLOSE_TRIES = 100;

	private static final Consumer<Scope> CLOSE = Scope::closeOnce;

	private final ScopeHost host;

	/** What launched tasks belong to, {@code null} for the root. */
	private final @Nullable Scope owner;

	private Scope(ScopeHost host, boolean root, Long id, String path, ScopeConfig config, @Nullable ScopeNode parent,
			@Nullable SupervisedTask<?> opener) {
		super(host.environment(), host.callbacks(), id, path, config, parent, opener);
		this.host = host;
		this.owner = root ? null : this;
	}

	// The root as tasks see it, without members of its own
	public static Scope root(ScopeHost host) {
		return new Scope(host, true, 0L, ROOT, ScopeConfig.supervise(), null, null);
	}

	/**
	 * Opens a scope.
	 * @param host the launcher
	 * @param name its checked name
	 * @param config how it behaves
	 * @param receiver the scope it was asked of, {@code null} for the root
	 * @return the scope, below the receiver or that of the opening task
	 * @throws RejectedExecutionException when the launcher is closed or, unless the new
	 * scope is detached, the receiver
	 */
	public static Scope open(ScopeHost host, String name, ScopeConfig config, @Nullable Scope receiver) {
		host.requireOpen("scope", name);
		if (receiver != null && !config.isDetached()) {
			receiver.requireOpen("scope", name);
		}
		SupervisedTask<?> current = config.isDetached() ? null : CurrentTask.get();
		SupervisedTask<?> opener = (current != null && current.isOf(host.environment())) ? current : null;
		ScopeNode parent = config.isDetached() ? null : receiver;
		if (parent == null && opener != null) {
			// Only scopes are owners
			parent = (ScopeNode) opener.scope;
		}
		String path = ((parent != null) ? parent.path() : ROOT) + "/" + name;
		Scope scope = new Scope(host, false, host.nextId(), path, config, parent, opener);
		host.scopeLifecycle().open(scope);
		shutIfLate(host, scope, name);
		return scope;
	}

	// A closer that begins later finds the scope in the list
	private static void shutIfLate(ScopeHost host, Scope scope, String name) {
		boolean inTime = false;
		try {
			host.requireOpen("scope", name);
			inTime = true;
		}
		finally {
			if (!inTime) {
				scope.shut();
			}
		}
	}

	public void requireOpen(String what, String name) {
		if (members().isClosed()) {
			throw new RejectedExecutionException(
					what + " \"" + Printable.of(name) + "\" was refused: scope " + this + " is closed");
		}
	}

	@Override
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(String name, TaskBody body) {
		return task(name).launch(body);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(String name, Callable<T> body) {
		return task(name).call(body);
	}

	@Override
	public TaskSpec task(String name) {
		return this.host.task(this.owner, Check.name(name));
	}

	@Override
	public CancellationScope openScope(String name) {
		StackReserve.requireToAcquire();
		return openScope(name, ScopeConfig.failFast());
	}

	@Override
	public CancellationScope openScope(String name, ScopeConfig config) {
		StackReserve.requireToAcquire();
		return open(this.host, Check.name(name), Check.notNull("config", config), this.owner);
	}

	@Override
	public ExecutorService openExecutor(String name) {
		StackReserve.requireToAcquire();
		return this.host.openExecutor(this.owner, Check.name(name));
	}

	@Override
	public void join() throws InterruptedException {
		StackReserve.require();
		refuseForRoot("joined");
		SupervisedTask<?> joiner = CurrentTask.get();
		if (joiner != null && joiner.scope != null && joiner.scope.isAtOrBelow(id())) {
			throw new IllegalStateException("scope " + this + " cannot be joined by a task of its own");
		}
		Joins.begin(joiner);
		try {
			members().awaitDecided();
		}
		finally {
			Joins.end(joiner);
		}
		Cause ended = endedBy();
		if (ended != null && hasFailed(ended)) {
			throw Joins.thrown(ended.toThrow(members().failures()), "scope " + this,
					ended.isReported(this.host.shutdown().hasBegun()));
		}
	}

	@Override
	@CanIgnoreReturnValue
	public boolean cancel(String reason) {
		StackReserve.require();
		refuseForRoot("cancelled");
		Check.notNull("reason", reason);
		return !members().isOver() && end(Cause.cancelled(reason, environment().nanoTime()));
	}

	@Override
	public Optional<Throwable> cause() {
		return Optional.ofNullable(endedBy()).map(Cause::throwable);
	}

	@Override
	public Optional<Instant> deadline() {
		StackReserve.require();
		return Snapshots.deadline(environment(), endsBy());
	}

	@Override
	public Optional<Duration> remaining() {
		StackReserve.require();
		return Snapshots.remaining(environment(), endsBy());
	}

	@Override
	public Registration onCancel(Runnable callback) {
		StackReserve.requireToAcquire();
		Check.notNull("callback", callback);
		if (this.owner == null) {
			// Never called, so it need not be kept
			return () -> true;
		}
		SupervisedTask<?> current = CurrentTask.get();
		CallbackContext context = (current != null) ? current.callbackContext() : CallbackContext.ofCaller();
		Registration registration = this.callbacks.add(context.bind(callback));
		if (isCancelled()) {
			this.callbacks.fire();
		}
		return registration;
	}

	@Override
	public void close() {
		StackReserve.require();
		refuseForRoot("closed");
		MemoryRetry.run(environment().backend(), CLOSE_TRIES, CLOSE, this);
	}

	private void closeOnce() {
		this.host.scopeLifecycle().close(this);
	}

	private void refuseForRoot(String what) {
		if (this.owner == null) {
			throw new IllegalStateException(
					"the root scope cannot be " + what + " by a task; close the launcher itself");
		}
	}

	// Interrupts also what was cancelled without an interrupt
	public void endNow(Cause cause) {
		end(cause);
		this.host.scopeLifecycle().interruptLeft(List.of(this));
	}

	// Refuses members from now on; the scope leaves when the last of them is gone
	public void shut() {
		this.host.scopeLifecycle().shut(this);
	}

	@Override
	@CanIgnoreReturnValue
	public boolean end(Cause cause) {
		return this.host.scopeLifecycle().end(this, cause);
	}

	@Override
	public void carryOut(Cause cause) {
		this.host.scopeLifecycle().carryOut(this, cause);
	}

	@Override
	public void settled(SupervisedTask<?> task) {
		if (members().remove(task)) {
			wakeWaiters();
			if (members().isOver()) {
				this.host.scopeLifecycle().leave(this);
			}
		}
	}

	@Override
	public void expire() {
		if (isCancelled()) {
			return;
		}
		Duration timeout = this.config.timeout();
		LateTasks late = LateTasks.of(this, this.host.scopeLifecycle().mayReadStacks());
		if (end(Cause.timedOut("scope " + this, late.text(), timeout, environment().nanoTime()))
				&& this.host.callbacks()
					.tryAcquireLine(StormKind.of(LogTopic.TIMEOUT, Level.INFO, "Scope " + this + " timed out"))) {
			this.host.callbacks().log(late.line(timeout));
		}
	}

	@Override
	public CancellationScope asScope() {
		return this;
	}

}
