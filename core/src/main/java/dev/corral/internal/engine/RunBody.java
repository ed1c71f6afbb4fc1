package dev.corral.internal.engine;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskBody;
import dev.corral.internal.context.WrappedBody;

/**
 * A body that is run, although its class is a {@link Callable} besides, which a task
 * would call.
 *
 * @param body what it runs
 */
record RunBody(TaskBody body) implements TaskBody, WrappedBody {

	// What to launch so that the body is run
	static @Nullable Object of(@Nullable TaskBody body) {
		return (body instanceof Callable) ? new RunBody(body) : body;
	}

	@Override
	public void run() throws Exception {
		this.body.run();
	}

	@Override
	public Object wrapped() {
		return this.body;
	}

}
