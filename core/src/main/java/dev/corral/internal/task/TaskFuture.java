package dev.corral.internal.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.context.CallbackContext;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.future.DependentFuture;
import dev.corral.internal.future.FutureCompletion;
import dev.corral.internal.future.FutureThreads;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.util.SafeRead;

/**
 * A future that ends as its task does.
 *
 * @param <T> what the task's body returns
 */
final class TaskFuture<T extends @Nullable Object> extends DependentFuture<T> {

	private final SupervisedTask<T> task;

	private TaskFuture(SupervisedTask<T> task, FutureThreads threads) {
		super(threads);
		this.task = task;
	}

	// One that is complete when the task is done
	static <T extends @Nullable Object> CompletableFuture<T> of(SupervisedTask<T> task) {
		Backend backend = task.environment().backend();
		// Before it is known whether the task is done: what is settled has no context any
		// more
		CallbackContext context = task.callbackContext();
		FutureThreads threads = new FutureThreads(backend, task.contextPropagation(), task.name());
		TaskFuture<T> future = new TaskFuture<>(task, threads);
		if (task.isDone()) {
			future.take();
		}
		else {
			task.onDecided(new FutureCompletion(backend, task.host().callbacks(), threads::start,
					context.bind(future::take), task.label()));
		}
		return future;
	}

	private void take() {
		switch (this.task.outcome().orElseThrow()) {
			case Outcome.Success<T> ended -> complete(ended.value());
			case Outcome.Panicked<T> ended -> fail(ended.cause());
			case Outcome.Failed<T> ended -> fail(ended.cause());
			case Outcome.TimedOut<T> ended -> completeExceptionally(Joins.timeout(this.task, ended));
			case Outcome.Cancelled<T> ended -> completeExceptionally(Cause.cancellation(ended));
		}
	}

	// A future that ends with a CancellationException itself counts as cancelled
	private void fail(Throwable failure) {
		completeExceptionally((failure instanceof CancellationException)
				? new CompletionException(SafeRead.line(failure), failure) : failure);
	}

	@Override
	public T join() {
		requireOther();
		try {
			return super.join();
		}
		catch (CompletionException | CancellationException ex) {
			Joins.remember(ex, this.task);
			throw ex;
		}
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		requireOther();
		try {
			return super.get();
		}
		catch (ExecutionException | CancellationException ex) {
			Joins.remember(ex, this.task);
			throw ex;
		}
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		try {
			return super.get(timeout, unit);
		}
		catch (ExecutionException | CancellationException ex) {
			Joins.remember(ex, this.task);
			throw ex;
		}
	}

	private void requireOther() {
		if (!isDone() && this.task.thread == Thread.currentThread()) {
			throw new IllegalStateException(this.task + " would wait for itself for ever");
		}
	}

	// Ends as the task does also when that has ended otherwise just before
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		StackReserve.require();
		if (!isDone()) {
			this.task.cancel(mayInterruptIfRunning);
			take();
		}
		return isCancelled();
	}

}
