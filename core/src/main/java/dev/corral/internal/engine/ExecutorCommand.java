package dev.corral.internal.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.context.WrappedBody;

/**
 * What was given to an executor view, as the body of a task. It is run, refused or
 * returned by {@code shutdownNow}, and only one of the three. Thread-safe.
 *
 * @param <T> what it returns
 */
final class ExecutorCommand<T extends @Nullable Object> implements Callable<T>, WrappedBody {

	/*-
	 * NEW ──> BEGUN     by the task's thread, before its first attempt: run, also again
	 *  │
	 *  └────> TAKEN     by shutdownNow, when the scope has a cause: returned
	 *                   by the submitter, when the task has ended: refused
	 *
	 * One CAS decides.
	 *
	 * The phase of the task cannot tell: it is RUNNING while a carrier restores context, and the
	 * body is skipped when the outcome is decided meanwhile. A launch that slipped past the check
	 * of a scope that has ended by then has its outcome when it returns.
	 *
	 * A task that finds its command taken throws. Its outcome is decided by then, or it
	 * takes that of its scope's cause.
	 */

	private final Callable<T> body;

	/** What the caller gave, whose class is its launch site. */
	private final Object given;

	private final boolean executed;

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private ExecutorCommand(Callable<T> body, Object given, boolean executed) {
		this.body = body;
		this.given = given;
		this.executed = executed;
	}

	// For shutdownNow to return as it is
	static ExecutorCommand<@Nullable Object> executing(Runnable command) {
		return new ExecutorCommand<>(Executors.callable(command, null), command, true);
	}

	// An object that is a callable besides is run
	static <T extends @Nullable Object> ExecutorCommand<T> running(Runnable command, T result) {
		return new ExecutorCommand<>(Executors.callable(command, result), command, false);
	}

	// An object that is a runnable besides is called
	static <T extends @Nullable Object> ExecutorCommand<T> calling(Callable<T> task) {
		return new ExecutorCommand<>(task, task, false);
	}

	// Whether it will not be run, because this caller takes it
	boolean tryTake() {
		return this.state.compareAndSet(State.NEW, State.TAKEN);
	}

	// A task that is restarted begins again
	private boolean tryBegin() {
		return this.state.compareAndSet(State.NEW, State.BEGUN) || this.state.get() == State.BEGUN;
	}

	// What shutdownNow returns: what was executed, or the task that was submitted
	Runnable given(Runnable task) {
		return (this.executed && this.given instanceof Runnable command) ? command : task;
	}

	@Override
	public T call() throws Exception {
		if (!tryBegin()) {
			throw new CancellationException("the executor was shut down before the task began");
		}
		return this.body.call();
	}

	@Override
	public Object wrapped() {
		return this.given;
	}

	private enum State {

		NEW, BEGUN, TAKEN

	}

}
