package dev.corral.internal.future;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * A future that runs the {@code *Async} steps that depend on it, and on these, on threads
 * of its own, not in the common pool. Thread-safe.
 *
 * @param <T> the type of its value
 */
public class DependentFuture<T extends @Nullable Object> extends CompletableFuture<T> {

	private final Executor executor;

	protected DependentFuture(Executor executor) {
		this.executor = executor;
	}

	@Override
	public final Executor defaultExecutor() {
		return this.executor;
	}

	@Override
	public final <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
		return new DependentFuture<>(this.executor);
	}

}
