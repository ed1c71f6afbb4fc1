package dev.corral.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.ScopeHost;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.Joins;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.monitor.Printable;

/**
 * An executor whose every task is supervised, in a scope of its own where tasks fail
 * independently. Its futures are {@link Task}s. Thread-safe.
 */
final class ExecutorView implements ExecutorService {

	private final Launcher launcher;

	private final Environment environment;

	private final Scope scope;

	private final String name;

	private final Shutdown shutdown;

	private final Invocations invocations;

	/**
	 * Ids of this launcher's tasks that are inside {@code close}: none waits for another.
	 */
	private final IdSet closers;

	private ExecutorView(ScopeHost host, Launcher launcher, Scope scope, String name) {
		this.launcher = launcher;
		this.environment = scope.environment();
		this.scope = scope;
		this.name = name;
		this.shutdown = host.shutdown();
		this.closers = new IdSet(this.environment.backend());
		this.invocations = new Invocations(this.environment.backend(), host.callbacks(), this::launch);
	}

	// Below the root it lives until it is closed, whichever task opened it
	static ExecutorView open(ScopeHost host, Launcher launcher, String name, @Nullable Scope receiver) {
		ScopeConfig config = (receiver != null) ? ScopeConfig.supervise() : ScopeConfig.supervise().detached();
		Scope scope = Scope.open(host, name, config, receiver);
		boolean made = false;
		try {
			ExecutorView view = new ExecutorView(host, launcher, scope, name);
			made = true;
			return view;
		}
		finally {
			// Without memory for the view nobody else could close its scope
			if (!made) {
				scope.close();
			}
		}
	}

	@Override
	public void execute(Runnable command) {
		StackReserve.requireToAcquire();
		launch(ExecutorCommand.executing(Objects.requireNonNull(command, "'command' must not be null")));
	}

	@Override
	@CanIgnoreReturnValue
	public Future<?> submit(Runnable task) {
		StackReserve.requireToAcquire();
		return this.<@Nullable Object>launch(submitted(task, null));
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
		StackReserve.requireToAcquire();
		return launch(submitted(task, result));
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
		StackReserve.requireToAcquire();
		return launch(Objects.requireNonNull(task, "'task' must not be null"));
	}

	private static <T extends @Nullable Object> ExecutorCommand<T> submitted(Runnable task, T result) {
		return ExecutorCommand.running(Objects.requireNonNull(task, "'task' must not be null"), result);
	}

	@CanIgnoreReturnValue
	private <T extends @Nullable Object> SupervisedTask<T> launch(Callable<T> body) {
		return launch(ExecutorCommand.calling(body));
	}

	// A task that has ended with the executor before it began was given back by
	// shutdownNow, or is refused
	@CanIgnoreReturnValue
	private <T extends @Nullable Object> SupervisedTask<T> launch(ExecutorCommand<T> command) {
		Cause ended = this.scope.endedBy();
		if (ended != null && !isShutdown()) {
			throw new RejectedExecutionException(this + " was cancelled: " + Printable.of(ended.reason()));
		}
		SupervisedTask<T> task = this.launcher.launch(this.scope, this.name, command, TaskOptions.DEFAULTS);
		boolean over = isShutdown() || this.scope.endedBy() != null;
		if (over && task.isDone() && command.tryTake()) {
			throw new RejectedExecutionException(
					this + (isShutdown() ? " was shut down" : " was cancelled") + " meanwhile");
		}
		return task;
	}

	@Override
	public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
			throws InterruptedException {
		StackReserve.requireToAcquire();
		return this.invocations.all(tasks, Long.MAX_VALUE);
	}

	@Override
	public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout,
			TimeUnit unit) throws InterruptedException {
		StackReserve.requireToAcquire();
		return this.invocations.all(tasks, Math.max(0, unit.toNanos(timeout)));
	}

	@Override
	public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
			throws InterruptedException, ExecutionException {
		StackReserve.requireToAcquire();
		try {
			return this.invocations.any(tasks, Long.MAX_VALUE);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("a wait without a limit has ended", ex);
		}
	}

	@Override
	public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout,
			TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		StackReserve.requireToAcquire();
		return this.invocations.any(tasks, Math.max(0, unit.toNanos(timeout)));
	}

	@Override
	public void shutdown() {
		StackReserve.require();
		this.scope.shut();
	}

	/**
	 * Refuses new tasks and cancels those that are there.
	 * @return those whose body never began: what was executed, or the {@link Task} that
	 * was submitted, which is cancelled and does nothing when run
	 */
	@Override
	public List<Runnable> shutdownNow() {
		StackReserve.requireToAcquire();
		return refuseAndCancel();
	}

	private List<Runnable> refuseAndCancel() {
		this.scope.shut();
		List<SupervisedTask<?>> tasks = this.scope.members().tasks();
		List<@Nullable ExecutorCommand<?>> commands = new ArrayList<>(tasks.size());
		tasks.forEach((task) -> commands.add(commandOf(task)));
		this.scope.endNow(Cause.cancelled(this + " now", this.environment.nanoTime()));
		List<Runnable> neverBegan = new ArrayList<>();
		for (int i = 0; i < commands.size(); i++) {
			ExecutorCommand<?> command = commands.get(i);
			if (command != null && command.tryTake()) {
				neverBegan.add(command.given(tasks.get(i)));
			}
		}
		return neverBegan;
	}

	// Null when the task has settled, or was launched into the scope directly
	private static @Nullable ExecutorCommand<?> commandOf(SupervisedTask<?> task) {
		Object body = task.body;
		return (body != null && ContextPropagation.bodyOf(body) instanceof ExecutorCommand<?> command) ? command : null;
	}

	@Override
	public boolean isShutdown() {
		return this.scope.members().isClosed();
	}

	@Override
	public boolean isTerminated() {
		StackReserve.require();
		return this.scope.members().isOver();
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		StackReserve.require();
		long nanos = unit.toNanos(timeout);
		// As in the JDK, also for an interrupted caller
		if (nanos <= 0) {
			return this.scope.members().isOver();
		}
		return this.scope.waiters().await(this.environment.backend(), nanos, this, this.scope.members()::isOver);
	}

	/**
	 * Lets what runs end by itself, however long that takes, but no longer than the
	 * launcher takes to close; an interrupt cancels it and is kept for the caller. A task
	 * of the executor that closes it waits for the others only.
	 */
	@Override
	public void close() {
		StackReserve.requireToAcquire();
		this.scope.shut();
		SupervisedTask<?> closer = CurrentTask.get();
		boolean own = closer != null && closer.isOf(this.environment);
		boolean interrupted = false;
		Joins.begin(closer);
		try {
			if (own && closer != null) {
				this.closers.add(closer.id());
				this.scope.wakeWaiters();
			}
			while (!awaitEmptyBut(closer)) {
				interrupted = true;
				refuseAndCancel();
			}
		}
		finally {
			Joins.end(closer);
			if (own && closer != null) {
				this.closers.remove(closer.id());
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	Scope scope() {
		return this.scope;
	}

	// False when interrupted
	private boolean awaitEmptyBut(@Nullable SupervisedTask<?> closer) {
		try {
			return Waiters.await(List.of(this.scope.waiters(), this.shutdown.closers()), this.environment.backend(),
					Long.MAX_VALUE, this,
					() -> this.shutdown.isDone() || this.scope.isEmptyBut(closer, this.closers.asSet()));
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return "executor \"" + Printable.of(this.name) + '"'
				+ (isTerminated() ? " [terminated]" : isShutdown() ? " [shut down]" : "");
	}

}
