package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.Lineage;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.TaskStatus;

/**
 * A task: handle, runnable and registry node in one object. Its life is drawn in
 * {@link TaskState}.
 *
 * @param <T> what the body returns
 */
final class SupervisedTask<T extends @Nullable Object> extends TaskState
		implements Task<T>, Runnable, Timed, Thread.UncaughtExceptionHandler {

	private static final VarHandle WAITERS;

	private static final VarHandle CALLBACKS;

	private static final VarHandle WATCH;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			WAITERS = lookup.findVarHandle(SupervisedTask.class, "waiters", Waiters.class);
			CALLBACKS = lookup.findVarHandle(SupervisedTask.class, "callbacks", Callbacks.class);
			WATCH = lookup.findVarHandle(SupervisedTask.class, "watch", Watch.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final Launcher launcher;

	final Tally tally;

	final Object body;

	final TaskOptions options;

	final LaunchSite launchSite;

	final long launchedAt;

	private final long id;

	private final String name;

	/** Set by the launching thread before the task is queued. */
	@Nullable Thread thread;

	/** Set by the task's own thread before the body begins, 0 until then. */
	volatile long startedAt;

	/** How long the body may run, 0 for no limit. */
	final long timeoutNanos;

	/** Set by the outcome's winner before it interrupts, 0 until then. */
	volatile long interruptedAt;

	/** Written under the lock of the deadlines. */
	private volatile int heapIndex;

	/** Guarded by the lock of the deadlines. */
	private long due;

	/** How deep the task's own thread stands in our close or join. */
	volatile int waitingForChildren;

	/** The scope the task belongs to, {@code null} for the root. */
	final @Nullable Scope scope;

	/** The ancestors, {@code null} when no task launched this one. */
	final @Nullable Lineage lineage;

	/** Links of the scope's list, guarded by the scope's lock. */
	@Nullable SupervisedTask<?> siblingBefore;

	/** Links of the scope's list, guarded by the scope's lock. */
	@Nullable SupervisedTask<?> siblingAfter;

	/** Scopes the body opened and has not closed. */
	private volatile @Nullable OpenedScopes opened;

	/** Whether the scope links the task, guarded by the scope's lock. */
	boolean inScope;

	/** Whether the scope waits for its outcome, guarded by the scope's lock. */
	boolean awaitedByScope;

	private volatile @Nullable Waiters waiters;

	/** Set once, by whoever first asks to be called at the outcome. */
	private volatile @Nullable Callbacks callbacks;

	/** Set once, by the watcher or the teller. */
	private volatile @Nullable Watch watch;

	SupervisedTask(Launcher launcher, long id, String name, Tally tally, Object body, TaskOptions options,
			LaunchSite launchSite, long launchedAt, @Nullable Scope scope, @Nullable Lineage lineage) {
		this.launcher = launcher;
		this.id = id;
		this.name = name;
		this.tally = tally;
		this.body = body;
		this.options = options;
		this.launchSite = launchSite;
		this.launchedAt = launchedAt;
		this.scope = scope;
		this.lineage = lineage;
		Duration timeout = options.timeout();
		this.timeoutNanos = ((timeout != null) ? timeout : launcher.config().defaultTimeout()).toNanos();
	}

	@Override
	SupervisedTask<?> task() {
		return this;
	}

	@Override
	public void run() {
		this.launcher.runner().run(this);
	}

	@Override
	public void expire() {
		this.launcher.endings().due(this);
	}

	@Override
	public int heapIndex() {
		return this.heapIndex;
	}

	@Override
	public void heapIndex(int index) {
		this.heapIndex = index;
	}

	@Override
	public long due() {
		return this.due;
	}

	@Override
	public void due(long nanos) {
		this.due = nanos;
	}

	@Override
	public boolean isOver() {
		return isSettled();
	}

	// When its own timeout passes; of a task that has not begun, the earliest it can be
	long timeoutDue(long now) {
		long started = this.startedAt;
		return ((started != 0) ? started : now) + this.timeoutNanos;
	}

	@Nullable LeakVerdict verdict() {
		Watch seen = this.watch;
		return (seen != null) ? seen.verdict : null;
	}

	@Nullable Watch watchIfAny() {
		return this.watch;
	}

	Watch watch() {
		Watch seen = this.watch;
		if (seen != null) {
			return seen;
		}
		Watch fresh = new Watch();
		Watch other = (Watch) WATCH.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	// Calls back on the teller once the outcome is decided, at once when it is
	Registration onDecided(Runnable call) {
		Callbacks calls = this.callbacks;
		if (calls == null) {
			Callbacks fresh = new Callbacks(this.launcher.teller());
			Callbacks other = (Callbacks) CALLBACKS.compareAndExchange(this, null, fresh);
			calls = (other != null) ? other : fresh;
		}
		Registration registration = calls.add(call);
		if (isDone()) {
			calls.fire();
		}
		return registration;
	}

	void fireCallbacks() {
		Callbacks calls = this.callbacks;
		if (calls != null) {
			calls.fire();
		}
	}

	// The last net: nothing should escape the runner, but if it does the books stay right
	@Override
	public void uncaughtException(Thread thrower, Throwable thrown) {
		this.launcher.endings().lastNet(this, thrown);
	}

	static @Nullable SupervisedTask<?> current() {
		return CurrentTask.get();
	}

	// By the task's own thread, which alone opens scopes in it, and by their closers
	OpenedScopes opened() {
		OpenedScopes scopes = this.opened;
		if (scopes == null) {
			scopes = new OpenedScopes();
			this.opened = scopes;
		}
		return scopes;
	}

	List<Scope> openedScopes() {
		OpenedScopes scopes = this.opened;
		return (scopes != null) ? scopes.list() : List.of();
	}

	@Nullable Lineage lineageOfChildren() {
		return Lineage.of(this.id, this.name, this.launchSite, this.lineage);
	}

	@Override
	public long id() {
		return this.id;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public TaskStatus status() {
		Outcome<?> outcome = decided();
		if (outcome == null) {
			return (phase() <= QUEUED) ? TaskStatus.QUEUED : TaskStatus.RUNNING;
		}
		if (!isSettled()) {
			return TaskStatus.ENDING;
		}
		return statusOf(outcome);
	}

	@Override
	@SuppressWarnings("unchecked")
	public Optional<Outcome<T>> outcome() {
		return Optional.ofNullable((Outcome<T>) decided());
	}

	@Override
	public T join() throws InterruptedException {
		await(Long.MAX_VALUE, this::isDone);
		return switch (requireOutcome()) {
			case Outcome.Success<T> ended -> ended.value();
			case Outcome.Panicked<T> ended -> throw new CompletionException(ended.cause());
			case Outcome.TimedOut<T> ended -> throw new CompletionException(timeout(ended.limit()));
			case Outcome.Cancelled<T> cancel -> throw cancellation(cancel);
		};
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		await(Long.MAX_VALUE, this::isDone);
		return report();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		if (!await(unit.toNanos(timeout), this::isDone)) {
			throw new TimeoutException("task " + this.id + " has no outcome after " + timeout + " " + unit);
		}
		return report();
	}

	private T report() throws ExecutionException {
		return switch (requireOutcome()) {
			case Outcome.Success<T> ended -> ended.value();
			case Outcome.Panicked<T> ended -> throw new ExecutionException(ended.cause());
			case Outcome.TimedOut<T> ended -> throw new ExecutionException(timeout(ended.limit()));
			case Outcome.Cancelled<T> cancel -> throw cancellation(cancel);
		};
	}

	private Outcome<T> requireOutcome() {
		return outcome().orElseThrow();
	}

	private TaskTimeoutException timeout(Duration limit) {
		return new TaskTimeoutException("task " + this.id, limit);
	}

	private static CancellationException cancellation(Outcome.Cancelled<?> cancel) {
		CancellationException exception = new CancellationException(cancel.reason());
		if (cancel.cause() != null) {
			exception.initCause(cancel.cause());
		}
		return exception;
	}

	@Override
	public boolean cancel(String reason) {
		return this.launcher.endings().cancel(this, Check.notNull("reason", reason), true);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return this.launcher.endings().cancel(this, "cancelled by its handle", mayInterruptIfRunning);
	}

	@Override
	public boolean isDone() {
		return decided() != null;
	}

	@Override
	public boolean isCancelled() {
		return decided() instanceof Outcome.Cancelled;
	}

	@Override
	public boolean awaitSettled(Duration timeout) throws InterruptedException {
		return await(Check.notNegative("timeout", timeout).toNanos(), () -> phase() == GONE);
	}

	private boolean await(long nanos, BooleanSupplier condition) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		if (condition.getAsBoolean()) {
			return true;
		}
		Waiters queue = this.waiters;
		if (queue == null) {
			Waiters fresh = new Waiters();
			queue = WAITERS.compareAndSet(this, null, fresh) ? fresh : this.waiters;
		}
		return (queue != null) && queue.await(this.launcher.backend(), nanos, this, condition);
	}

	@Override
	public CompletableFuture<T> toCompletableFuture() {
		return TaskFuture.of(this);
	}

	void wakeWaiters() {
		Waiters queue = this.waiters;
		if (queue != null) {
			queue.wakeAll(this.launcher.backend());
		}
	}

	@Override
	public String toString() {
		return "task " + this.id + " \"" + Printable.of(this.name) + "\" [" + status() + "]";
	}

}
