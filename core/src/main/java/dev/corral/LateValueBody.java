package dev.corral;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.Check;

/**
 * A body with the handler of its late values, for calls that take a plain
 * {@link Callable}, such as {@link ExecutorService#submit(Callable)} and
 * {@link ExecutorService#invokeAny(java.util.Collection)} of
 * {@link TaskLauncher#openExecutor}. Immutable; may be launched often. In a launch the
 * body must be the {@code LateValueBody} itself: in a wrapper, for instance a
 * {@link java.util.concurrent.FutureTask}, its handler is not found.
 *
 * @param <T> what the body returns
 * @param body what the task does
 * @param onLateValue gets each value that nobody can get from a task
 * @see TaskSpec#call(Callable, LateValueHandler)
 */
public record LateValueBody<T extends @Nullable Object>(Callable<T> body,
		LateValueHandler<? super T> onLateValue) implements Callable<T> {

	/**
	 * Ties the handler to the body.
	 * @throws IllegalArgumentException when one of them is null
	 */
	public LateValueBody {
		Check.notNull("body", body);
		Check.notNull("onLateValue", onLateValue);
	}

	@Override
	public T call() throws Exception {
		return this.body.call();
	}

}
