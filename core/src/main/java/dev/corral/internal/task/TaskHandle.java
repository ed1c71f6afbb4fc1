package dev.corral.internal.task;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.context.CallbackContext;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.util.Check;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.SafeRead;
import dev.corral.monitor.Lineage;

/**
 * The one class of tasks: what callers hold, what the task's thread runs, and that
 * thread's uncaught-exception handler, in one object.
 *
 * @param <T> what the body returns
 */
public final class TaskHandle<T extends @Nullable Object> extends SupervisedTask<T> {

	public TaskHandle(StripeCounters counters, LaunchOrigin origin, TaskOptions options, long launchedAt,
			@Nullable TaskOwner scope, @Nullable Lineage lineage) {
		super(counters, origin, options, launchedAt, scope, lineage);
	}

	private TaskEngine engine() {
		return (TaskEngine) this.counters.host;
	}

	@Override
	public void run() {
		engine().runner().run(this);
	}

	// By the virtual machine, or by a body that has nowhere to throw to
	@Override
	public void uncaughtException(Thread thrower, Throwable thrown) {
		engine().runner().uncaught(this, thrown);
	}

	@Override
	ContextPropagation contextPropagation() {
		return engine().runner().contextPropagation();
	}

	// That of its launch
	@Override
	public CallbackContext callbackContext() {
		return contextPropagation().callbackContext(this.body, this.thread);
	}

	@Override
	boolean hasGivenUp() {
		Attempts attempts = attemptsIfAny();
		return attempts != null && attempts.hasGivenUpWith(decided());
	}

	@Override
	boolean isBeingInterrupted() {
		Attempts attempts = attemptsIfAny();
		return super.isBeingInterrupted() || (attempts != null && attempts.isInterruptInFlight());
	}

	@Override
	public void expire() {
		engine().decider().due(this);
	}

	@Override
	@SuppressWarnings("unchecked")
	public Optional<Outcome<T>> outcome() {
		return Optional.ofNullable((Outcome<T>) decided());
	}

	@Override
	public boolean isCancelled() {
		return decided() instanceof Outcome.Cancelled;
	}

	@Override
	public T join() throws InterruptedException {
		StackReserve.require();
		awaitDone(Long.MAX_VALUE);
		Throwable failure = failure();
		if (failure != null) {
			throw Joins.thrown(new CompletionException(SafeRead.line(failure), failure), this);
		}
		return value();
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		StackReserve.require();
		awaitDone(Long.MAX_VALUE);
		return report();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		StackReserve.require();
		long nanos = Math.max(0, unit.toNanos(timeout));
		if (!awaitDone(nanos)) {
			throw new TimeoutException(label() + " has no outcome after " + Durations.text(Duration.ofNanos(nanos)));
		}
		return report();
	}

	private T report() throws ExecutionException {
		Throwable failure = failure();
		if (failure != null) {
			throw Joins.thrown(new ExecutionException(SafeRead.line(failure), failure), this);
		}
		return value();
	}

	// Null after a success; a cancellation is thrown as it is
	private @Nullable Throwable failure() {
		return switch (outcome().orElseThrow()) {
			case Outcome.Success<T> ended -> null;
			case Outcome.Panicked<T> ended -> ended.cause();
			case Outcome.Failed<T> ended -> ended.cause();
			case Outcome.TimedOut<T> ended -> Joins.timeout(this, ended);
			case Outcome.Cancelled<T> ended -> throw Joins.thrown(Cause.cancellation(ended), this);
		};
	}

	private T value() {
		return ((Outcome.Success<T>) outcome().orElseThrow()).value();
	}

	@Override
	public boolean awaitSettled(Duration timeout) throws InterruptedException {
		StackReserve.require();
		return await(Check.notNegative("timeout", timeout).toNanos(), this::isGone);
	}

	@Override
	public boolean cancel(String reason) {
		StackReserve.require();
		return engine().decider().cancel(this, Check.notNull("reason", reason), true);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		StackReserve.require();
		return engine().decider().cancel(this, "cancelled by its handle", mayInterruptIfRunning);
	}

	@Override
	public CompletableFuture<T> toCompletableFuture() {
		StackReserve.requireToAcquire();
		return TaskFuture.of(this);
	}

}
