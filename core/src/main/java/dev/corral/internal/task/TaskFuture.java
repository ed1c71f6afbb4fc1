package dev.corral.internal.task;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
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
		Runnable take = future::take;
		task.onDecided(() -> MemoryRetry.run(task.environment().backend(), take));
		return future;
	}

	private void take() {
		switch (this.task.outcome().orElseThrow()) {
			case Outcome.Success<T> ended -> complete(ended.value());
			case Outcome.Panicked<T> ended -> completeExceptionally(ended.cause());
			case Outcome.TimedOut<T> ended -> completeExceptionally(this.task.timeout(ended));
			case Outcome.Cancelled<T> ended -> completeExceptionally(Cause.cancellation(ended));
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

}
