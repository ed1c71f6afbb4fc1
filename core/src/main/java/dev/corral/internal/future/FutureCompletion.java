package dev.corral.internal.future;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.CleanThread;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;

/**
 * Completes a future, with the steps that depend on it, on a thread that nobody waits
 * for. Runs on the callback executor; completes it once, whatever happens on the way.
 */
public final class FutureCompletion implements LaneWatch.RepeatableCall {

	/*-
	 * callback executor: run ──> starts a thread ──> the calls that wait ──> run: does it, if the
	 *                                 │                                      thread has not begun
	 *                                 └──> does it
	 *
	 * begun: false ──> true     one CAS, by the thread that completes the future
	 *
	 * Virtual threads do not run while spinning bodies hold every carrier. Nobody would
	 * complete the future then.
	 */

	private final Backend backend;

	private final CallbackExecutor callbacks;

	private final Executor threads;

	private final Runnable complete;

	private final String task;

	private final Waiters waiters = new Waiters();

	private final AtomicBoolean begun = new AtomicBoolean();

	/** When the thread was started, 0 before. */
	private volatile long startedAt;

	/**
	 * Makes what completes a future.
	 * @param backend clock and parking
	 * @param callbacks runs it
	 * @param threads gives the thread
	 * @param complete completes the future; may be repeated
	 * @param task names its task
	 */
	public FutureCompletion(Backend backend, CallbackExecutor callbacks, Executor threads, Runnable complete,
			String task) {
		this.backend = backend;
		this.callbacks = callbacks;
		this.threads = threads;
		this.complete = complete;
		this.task = task;
	}

	@Override
	public void run() {
		if (this.startedAt == 0) {
			this.startedAt = Math.max(1, this.backend.nanoTime());
			if (tryStart()) {
				this.callbacks.execute(this);
				return;
			}
		}
		else {
			this.waiters.awaitKeepingInterrupt(this.backend, this.startedAt + CleanThread.UNSCHEDULED_AFTER, this,
					this.begun::get);
		}
		completeOnce();
	}

	private boolean tryStart() {
		try {
			this.threads.execute(this::completeOnce);
			return true;
		}
		catch (Throwable ex) {
			// Neither memory nor a thread
			return false;
		}
	}

	private void completeOnce() {
		if (this.begun.compareAndSet(false, true)) {
			this.waiters.wakeAll(this.backend);
			MemoryRetry.run(this.backend, this.complete);
		}
	}

	@Override
	public String toString() {
		return "the future of " + this.task;
	}

}
