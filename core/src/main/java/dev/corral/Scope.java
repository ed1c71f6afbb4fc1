package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** A scope other than the root: its tasks, the scopes below it, and its one cause. */
final class Scope implements CancellationScope, Timed {

	/*-
	 * cause: null ──> set     one CAS; then, outside the lock, children are ended
	 *
	 * A task is linked under the lock unless the cause is set or the scope closed, and the
	 * children are listed under the lock after the cause is set: a launch is either listed
	 * or sees the cause. No outcome is decided and nobody is woken under the lock.
	 */

	private static final int MAX_SUPPRESSED = 100;

	private static final VarHandle CAUSE;

	static {
		try {
			CAUSE = MethodHandles.lookup().findVarHandle(Scope.class, "cause", Cause.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Launcher launcher;

	private final String path;

	private final ScopeConfig config;

	private final @Nullable Scope parent;

	/** The task whose body opened the scope, {@code null} when none or detached. */
	private final @Nullable SupervisedTask<?> opener;

	private final Waiters waiters = new Waiters();

	private final Object lock = new Object();

	private volatile @Nullable Cause cause;

	@GuardedBy("lock")
	private final Set<Scope> scopes = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final Set<Throwable> failures = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final TaskList tasks = new TaskList();

	@GuardedBy("lock")
	private int undecided;

	@GuardedBy("lock")
	private boolean closed;

	private volatile Deadlines.@Nullable Entry deadline;

	Scope(Launcher launcher, String name, ScopeConfig config, @Nullable Scope parent,
			@Nullable SupervisedTask<?> opener) {
		this.launcher = launcher;
		this.config = config;
		this.parent = parent;
		this.opener = opener;
		this.path = ((parent != null) ? parent.path : "root") + "/" + name;
	}

	static Scope open(Launcher launcher, String name, ScopeConfig config, @Nullable Scope receiver) {
		launcher.requireOpen("scope", name);
		SupervisedTask<?> current = config.isDetached() ? null : SupervisedTask.current();
		SupervisedTask<?> opener = (current != null && current.launcher == launcher) ? current : null;
		Scope above = config.isDetached() ? null : receiver;
		if (above == null && opener != null) {
			above = opener.scope;
		}
		Scope scope = new Scope(launcher, name, config, above, opener);
		scope.enter();
		return scope;
	}

	private void enter() {
		this.launcher.scopeOpened(this);
		if (!this.config.timeout().isZero()) {
			long due = this.launcher.backend().nanoTime() + this.config.timeout().toNanos();
			this.deadline = this.launcher.deadlines().add(this, due);
		}
		if (this.opener != null) {
			this.opener.opened().add(this);
		}
		Cause inherited = (this.parent != null) ? this.parent.adopt(this) : null;
		if (inherited == null && this.opener != null && this.opener.isDone()) {
			inherited = Cause.cancelled("its task ended: " + this.opener.decided(), this.launcher.backend().nanoTime());
		}
		if (inherited != null) {
			end(inherited);
		}
	}

	private @Nullable Cause adopt(Scope child) {
		synchronized (this.lock) {
			if (this.closed) {
				return Cause.cancelled("scope " + this.path + " is closed", this.launcher.backend().nanoTime());
			}
			this.scopes.add(child);
		}
		return this.cause;
	}

	@Override
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(String name, TaskBody body) {
		return this.launcher.launch(this, Check.name(name), Check.notNull("body", body), TaskOptions.DEFAULTS);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(String name, Callable<T> body) {
		return this.launcher.launch(this, Check.name(name), Check.notNull("body", body), TaskOptions.DEFAULTS);
	}

	@Override
	public TaskSpec task(String name) {
		return new TaskSpec(this.launcher, this, Check.name(name), TaskOptions.DEFAULTS);
	}

	@Override
	public CancellationScope openScope(String name) {
		return openScope(name, ScopeConfig.failFast());
	}

	@Override
	public CancellationScope openScope(String name, ScopeConfig config) {
		requireOpen("scope", Check.name(name));
		return open(this.launcher, Check.name(name), Check.notNull("config", config), this);
	}

	void requireOpen(String what, String name) {
		synchronized (this.lock) {
			if (this.closed) {
				throw new RejectedExecutionException(
						"scope " + this.path + " is closed, " + what + " \"" + name + "\" was refused");
			}
		}
	}

	// Links a registered task; false when it must be ended with the cause instead
	boolean add(SupervisedTask<?> task) {
		synchronized (this.lock) {
			if (this.closed || this.cause != null) {
				return false;
			}
			this.tasks.add(task);
			this.undecided++;
			return true;
		}
	}

	// Returns the cause this outcome gave the scope, for the caller to carry out
	@Nullable Cause decided(SupervisedTask<?> task, Outcome<?> outcome) {
		Throwable failure = switch (outcome) {
			case Outcome.Panicked<?> panic -> panic.cause();
			case Outcome.TimedOut<?> timeout -> new TaskTimeoutException("task " + task.id(), timeout.limit());
			default -> null;
		};
		Cause given = null;
		if (failure != null && this.config.isFailFast()) {
			Cause failed = Cause.failed(task, failure, this.launcher.backend().nanoTime());
			given = CAUSE.compareAndSet(this, null, failed) ? failed : null;
			note(failure);
		}
		synchronized (this.lock) {
			if (task.inScope) {
				this.undecided--;
			}
		}
		return given;
	}

	private void note(Throwable failure) {
		synchronized (this.lock) {
			if (this.failures.size() < MAX_SUPPRESSED) {
				this.failures.add(failure);
			}
		}
	}

	void settled(SupervisedTask<?> task) {
		synchronized (this.lock) {
			this.tasks.remove(task);
		}
		wakeWaiters();
	}

	void wakeWaiters() {
		this.waiters.wakeAll(this.launcher.backend());
	}

	@Override
	@SuppressWarnings("ReferenceEquality")
	public void join() throws InterruptedException {
		if (isBelow(SupervisedTask.current())) {
			throw new IllegalStateException("scope " + this.path + " cannot be joined by a task of its own");
		}
		this.waiters.await(this.launcher.backend(), Long.MAX_VALUE, this, this::allDecided);
		Cause ended = this.cause;
		if (ended == null) {
			return;
		}
		if (ended.throwable() instanceof CancellationException && !ended.failure()) {
			throw new CancellationException(ended.throwable().getMessage());
		}
		CompletionException thrown = new CompletionException(ended.throwable());
		failures().stream().filter((failure) -> failure != ended.throwable()).forEach(thrown::addSuppressed);
		throw thrown;
	}

	private boolean isBelow(@Nullable SupervisedTask<?> task) {
		for (Scope scope = (task != null) ? task.scope : null; scope != null; scope = scope.parent) {
			if (scope == this) {
				return true;
			}
		}
		return false;
	}

	private List<Throwable> failures() {
		synchronized (this.lock) {
			return List.copyOf(this.failures);
		}
	}

	private boolean allDecided() {
		synchronized (this.lock) {
			return this.undecided == 0;
		}
	}

	@Override
	public void expire() {
		end(Cause.timedOut("scope " + this.path, this.config.timeout(), this.launcher.backend().nanoTime()));
	}

	@Override
	@CanIgnoreReturnValue
	public boolean cancel(String reason) {
		return end(Cause.cancelled(Check.notNull("reason", reason), this.launcher.backend().nanoTime()));
	}

	@CanIgnoreReturnValue
	boolean end(Cause value) {
		if (!CAUSE.compareAndSet(this, null, value)) {
			return false;
		}
		carryOut(value);
		return true;
	}

	void carryOut(Cause value) {
		for (SupervisedTask<?> task : children()) {
			this.launcher.endings().end(task, value);
		}
		for (Scope scope : below()) {
			scope.end(value);
		}
		wakeWaiters();
	}

	private List<SupervisedTask<?>> children() {
		synchronized (this.lock) {
			return this.tasks.toList();
		}
	}

	private List<Scope> below() {
		synchronized (this.lock) {
			return List.copyOf(this.scopes);
		}
	}

	@Override
	public void close() {
		boolean first;
		boolean running;
		synchronized (this.lock) {
			first = !this.closed;
			this.closed = true;
			running = !this.tasks.isEmpty() || !this.scopes.isEmpty();
		}
		if (running) {
			cancel("scope " + this.path + " is closing");
			awaitEmpty();
		}
		if (first) {
			leave();
		}
	}

	private void leave() {
		this.launcher.deadlines().remove(this.deadline);
		if (this.parent != null) {
			this.parent.forget(this);
		}
		if (this.opener != null) {
			this.opener.opened().remove(this);
		}
		this.launcher.scopeClosed(this);
	}

	private void forget(Scope child) {
		synchronized (this.lock) {
			this.scopes.remove(child);
		}
		wakeWaiters();
	}

	// Waits until the grace, counted from the cause, is over; keeps an interrupt for
	// later
	private void awaitEmpty() {
		Cause ended = this.cause;
		long from = (ended != null) ? ended.at() : this.launcher.backend().nanoTime();
		long until = from + this.launcher.endings().grace().toNanos();
		SupervisedTask<?> closer = SupervisedTask.current();
		boolean interrupted = false;
		while (true) {
			try {
				long left = Math.max(0, until - this.launcher.backend().nanoTime());
				this.waiters.await(this.launcher.backend(), left, this, () -> isEmptyBut(closer));
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		for (Scope scope : below()) {
			if (!scope.isBelow(closer)) {
				scope.close();
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isEmptyBut(@Nullable SupervisedTask<?> closer) {
		return children().stream().allMatch((task) -> task == closer || isAncestor(task, closer));
	}

	private static boolean isAncestor(SupervisedTask<?> task, @Nullable SupervisedTask<?> closer) {
		return closer != null && closer.lineage != null && closer.lineage.contains(task.id());
	}

	@Override
	public boolean isCancelled() {
		return this.cause != null;
	}

	@Override
	public Optional<Throwable> cause() {
		return Optional.ofNullable(this.cause).map(Cause::throwable);
	}

	@Nullable Cause endedBy() {
		return this.cause;
	}

	String path() {
		return this.path;
	}

	Duration timeout() {
		return this.config.timeout();
	}

	@Override
	public String toString() {
		return this.path;
	}

}
