package dev.corral;

import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * Gets a value that came too late for its task, so that what it holds can be given back:
 * {@code Connection::close}. Runs on a thread of its own, also when the launcher is
 * closed by then. May be called by several threads at once.
 *
 * @param <T> what the body returns
 * @see TaskSpec#call(java.util.concurrent.Callable, LateValueHandler)
 */
@FunctionalInterface
public interface LateValueHandler<T extends @Nullable Object> {

	/**
	 * Disposes of the value. Called once for each late value.
	 * @param value what the body has returned, never {@code null}
	 * @throws Exception logged, with the name of the task
	 */
	void handle(@NonNull T value) throws Exception;

}
