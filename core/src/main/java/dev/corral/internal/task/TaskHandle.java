package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.Task;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.util.Check;
import dev.corral.internal.util.PanicText;
import dev.corral.monitor.Printable;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskStatus;

/**
 * What callers see of a task: status and outcome, waiting for it, cancelling it.
 *
 * @param <T> what the body returns
 */
public abstract class TaskHandle<T extends @Nullable Object> extends TaskState implements Task<T> {

	private static final VarHandle WAITERS;

	static {
		try {
			WAITERS = MethodHandles.lookup().findVarHandle(TaskHandle.class, "waiters", Waiters.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Set once, by whoever first waits. */
	private volatile @Nullable Waiters waiters;

	TaskHandle(StripeCounters counters, long launchedAt) {
		super(counters, launchedAt);
	}

	abstract TaskHost host();

	// Calls back on the callback executor once the outcome is decided, at once when it is
	abstract Registration onDecided(Runnable call);

	@Override
	public long id() {
		return super.id();
	}

	@Override
	public abstract String name();

	abstract SupervisedTask<?> task();

	@Override
	public TaskStatus status() {
		Outcome<?> outcome = decided();
		if (outcome == null) {
			int phase = phase();
			return (phase <= QUEUED) ? TaskStatus.QUEUED
					: (phase == RESTING) ? TaskStatus.BACKING_OFF : TaskStatus.RUNNING;
		}
		return isGone() ? statusOf(outcome) : TaskStatus.ENDING;
	}

	@Override
	@SuppressWarnings("unchecked")
	public Optional<Outcome<T>> outcome() {
		return Optional.ofNullable((Outcome<T>) decided());
	}

	@Override
	public T join() throws InterruptedException {
		StackReserve.require();
		await(Long.MAX_VALUE, this::isDone);
		return switch (requireOutcome()) {
			case Outcome.Success<T> ended -> ended.value();
			case Outcome.Panicked<T> ended ->
				throw new CompletionException(PanicText.line(ended.cause()), ended.cause());
			case Outcome.TimedOut<T> ended -> throw new CompletionException(timeout(ended.limit()));
			case Outcome.Cancelled<T> cancel -> throw cancellation(cancel);
		};
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		StackReserve.require();
		await(Long.MAX_VALUE, this::isDone);
		return report();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		StackReserve.require();
		if (!await(unit.toNanos(timeout), this::isDone)) {
			throw new TimeoutException(label() + " has no outcome after " + timeout + " " + unit);
		}
		return report();
	}

	private T report() throws ExecutionException {
		return switch (requireOutcome()) {
			case Outcome.Success<T> ended -> ended.value();
			case Outcome.Panicked<T> ended ->
				throw new ExecutionException(PanicText.line(ended.cause()), ended.cause());
			case Outcome.TimedOut<T> ended -> throw new ExecutionException(timeout(ended.limit()));
			case Outcome.Cancelled<T> cancel -> throw cancellation(cancel);
		};
	}

	private Outcome<T> requireOutcome() {
		return outcome().orElseThrow();
	}

	// What messages call it, whatever its status
	String label() {
		return "task " + id() + " \"" + Printable.of(name()) + '"';
	}

	public TaskTimeoutException timeout(Duration limit) {
		return new TaskTimeoutException(label(), limit);
	}

	static CancellationException cancellation(Outcome.Cancelled<?> cancel) {
		CancellationException exception = new CancellationException(cancel.reason());
		if (cancel.cause() != null) {
			exception.initCause(cancel.cause());
		}
		return exception;
	}

	@Override
	public boolean cancel(String reason) {
		StackReserve.require();
		return host().endings().cancel(task(), Check.notNull("reason", reason), true);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		StackReserve.require();
		return host().endings().cancel(task(), "cancelled by its handle", mayInterruptIfRunning);
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
		StackReserve.require();
		long nanos = Check.notNegative("timeout", timeout).toNanos();
		return await(nanos, this::isGone);
	}

	// As join, but for every outcome alike
	public boolean awaitDone(long nanos) throws InterruptedException {
		return await(nanos, this::isDone);
	}

	// Until it has its outcome, and its scope knows it
	public void awaitTold() throws InterruptedException {
		await(Long.MAX_VALUE, this::isTold);
	}

	// Until everything is given back
	public void awaitGone() throws InterruptedException {
		await(Long.MAX_VALUE, this::isGone);
	}

	private boolean await(long nanos, BooleanSupplier condition) throws InterruptedException {
		if (condition.getAsBoolean()) {
			return true;
		}
		if (nanos == Long.MAX_VALUE && CurrentTask.get() == task()) {
			throw new IllegalStateException(this + " would wait for itself for ever");
		}
		return waiters().await(host().environment().backend(), nanos, this, condition);
	}

	public Waiters waiters() {
		Waiters queue = this.waiters;
		if (queue != null) {
			return queue;
		}
		Waiters fresh = new Waiters();
		Waiters other = (Waiters) WAITERS.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	@Override
	public CompletableFuture<T> toCompletableFuture() {
		StackReserve.requireToAcquire();
		return TaskFuture.of(this);
	}

	void wakeWaiters() {
		Waiters queue = this.waiters;
		if (queue != null) {
			queue.wakeAll(host().environment().backend());
		}
	}

}
