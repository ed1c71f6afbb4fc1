package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.LaunchSite;
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

	static {
		try {
			WAITERS = MethodHandles.lookup().findVarHandle(SupervisedTask.class, "waiters", Waiters.class);
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

	/** Set by the task's own thread before the body begins. */
	volatile Deadlines.@Nullable Entry deadline;

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

	private volatile @Nullable Waiters waiters;

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
		this.launcher.endings().timeOut(this);
	}

	// The last net: nothing should escape the runner, but if it does the books stay right
	@Override
	public void uncaughtException(Thread thrower, Throwable thrown) {
		this.launcher.endings().lastNet(this, thrown);
	}

	static @Nullable SupervisedTask<?> current() {
		Thread thread = Thread.currentThread();
		return (thread.getUncaughtExceptionHandler() instanceof SupervisedTask<?> task && task.thread == thread) ? task
				: null;
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
		int phase = phase();
		Outcome<?> outcome = decided();
		if (outcome == null) {
			return (phase <= QUEUED) ? TaskStatus.QUEUED : TaskStatus.RUNNING;
		}
		if (phase != SETTLED) {
			return TaskStatus.ENDING;
		}
		return switch (outcome) {
			case Outcome.Success<?> success -> TaskStatus.SUCCEEDED;
			case Outcome.Panicked<?> panic -> TaskStatus.PANICKED;
			case Outcome.TimedOut<?> timeout -> TaskStatus.TIMED_OUT;
			case Outcome.Cancelled<?> cancel -> TaskStatus.CANCELLED;
		};
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
		return await(Check.notNegative("timeout", timeout).toNanos(), () -> phase() == SETTLED);
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
