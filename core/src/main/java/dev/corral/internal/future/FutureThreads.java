package dev.corral.internal.future;

import java.util.concurrent.Executor;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.platform.Backend;

/**
 * The threads on which steps run that depend on the future of a task: each call has a new
 * virtual thread. They count towards no limit. Thread-safe.
 */
public final class FutureThreads implements Executor {

	private final Backend backend;

	private final ContextPropagation contexts;

	private final String name;

	/**
	 * Makes threads for the future of one task.
	 * @param backend makes them
	 * @param contexts captures what steps run in
	 * @param name the name of the task
	 */
	public FutureThreads(Backend backend, ContextPropagation contexts, String name) {
		this.backend = backend;
		this.contexts = contexts;
		this.name = name;
	}

	// A step sees the context of the thread that hands it over. That is the one of the
	// launch when the task completes the future, so no future needs to keep a context
	@Override
	public void execute(Runnable command) {
		start(this.contexts.captureForCall().bind(command));
	}

	public void start(Runnable call) {
		this.backend.newCallThread(this.name, new CallbackExecutor.Step(call)).start();
	}

}
