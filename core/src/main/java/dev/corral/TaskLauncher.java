package dev.corral;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Launches supervised tasks, each on a virtual thread of its own. Thread-safe.
 */
public interface TaskLauncher {

	/**
	 * Launches a task that returns nothing.
	 * @param name what the task is called in dumps, logs and meters; keep the number of
	 * distinct names small. Cut at 256 characters
	 * @param body what it does
	 * @return its handle, which may be ignored
	 * @throws IllegalArgumentException when {@code name} is null or blank or {@code body}
	 * is null
	 * @throws RejectedExecutionException when the launcher is closed or full; of those
	 * for a limit, ten a second have a stack trace
	 */
	@CanIgnoreReturnValue
	Task<@Nullable Void> launch(String name, TaskBody body);

	/**
	 * Launches a task that returns a value.
	 * @param <T> what the body returns
	 * @param name what the task is called, as in {@link #launch}
	 * @param body what it does
	 * @return its handle
	 * @throws IllegalArgumentException when {@code name} is null or blank or {@code body}
	 * is null
	 * @throws RejectedExecutionException when the launcher is closed or full; of those
	 * for a limit, ten a second have a stack trace
	 */
	@CanIgnoreReturnValue
	<T extends @Nullable Object> Task<T> call(String name, Callable<T> body);

	/**
	 * Begins the description of a task with more than a name.
	 * @param name what the task is called, as in {@link #launch}
	 * @return an immutable description that ends in a launch
	 * @throws IllegalArgumentException when {@code name} is null or blank
	 */
	TaskSpec task(String name);

	/**
	 * Opens a fail-fast scope below this launcher.
	 * @param name what the scope is called in paths
	 * @return a scope to be closed; one opened by a task is closed at the end of its body
	 * at the latest
	 * @throws IllegalArgumentException when {@code name} is null or blank
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	CancellationScope openScope(String name);

	/**
	 * Opens a scope below this launcher.
	 * @param name what the scope is called in paths
	 * @param config how it behaves
	 * @return a scope to be closed, as in {@link #openScope(String)}
	 * @throws IllegalArgumentException when {@code name} is null or blank or
	 * {@code config} is null
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	CancellationScope openScope(String name, ScopeConfig config);

	/**
	 * Opens an executor for APIs that need one. Each of its tasks is supervised and has
	 * this name. They are in a scope of the executor's own, where tasks fail
	 * independently. {@code shutdown} ends only the executor. {@code close} waits for its
	 * tasks without limit, as that of the JDK does, unless the launcher closes meanwhile.
	 * <p>
	 * Exceptions of {@code submit} and {@code invoke*} are reported as panics. Those of
	 * bodies that {@link java.util.concurrent.CompletableFuture} or
	 * {@link java.util.concurrent.FutureTask} has wrapped are not: the wrapper keeps
	 * them.
	 * @param name what its tasks and its scope are called
	 * @return an executor to be closed; one made by a {@link CancellationScope} ends with
	 * the scope at the latest, any other with the launcher
	 * @throws IllegalArgumentException when {@code name} is null or blank
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	ExecutorService openExecutor(String name);

}
