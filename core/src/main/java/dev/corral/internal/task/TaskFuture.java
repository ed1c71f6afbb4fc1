package dev.corral.internal.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.platform.StackReserve;

/**
 * A future that ends as its task does.
 *
 * @param <T> what the task's body returns
 */
final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T> {

	private final SupervisedTask<T> task;

	private TaskFuture(SupervisedTask<T> task) {
		this.task = task;
	}

	static <T extends @Nullable Object> CompletableFuture<T> of(SupervisedTask<T> task) {
		TaskFuture<T> future = new TaskFuture<>(task);
		task.onDecided(new Completion(task.environment().backend(), future::take));
		return future;
	}

	private void take() {
		switch (this.task.outcome().orElseThrow()) {
			case Outcome.Success<T> ended -> complete(ended.value());
			case Outcome.Panicked<T> ended -> completeExceptionally(ended.cause());
			case Outcome.Failed<T> ended -> completeExceptionally(ended.cause());
			case Outcome.TimedOut<T> ended -> completeExceptionally(this.task.timeout(ended));
			case Outcome.Cancelled<T> ended -> completeExceptionally(Cause.cancellation(ended));
		}
	}

	@Override
	public T join() {
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

	// Ends as the task does also when that has ended otherwise just before
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		StackReserve.require();
		this.task.cancel(mayInterruptIfRunning);
		take();
		return isCancelled();
	}

	/**
	 * Completes the future, as often as it takes.
	 *
	 * @param backend parks between two tries
	 * @param take one try
	 */
	private record Completion(Backend backend, Runnable take) implements LaneWatch.RepeatableCall {

		@Override
		public void run() {
			MemoryRetry.run(this.backend, this.take);
		}

	}

}
