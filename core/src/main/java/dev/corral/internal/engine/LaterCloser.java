package dev.corral.internal.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.CurrentTask;

/**
 * A call of {@code close} while another thread closes. It returns after that one, so that
 * a shutdown hook does not let the virtual machine halt over tasks that are still ending.
 */
final class LaterCloser {

	/*-
	 * The first closer waits for tasks. A task, or a callback that a task may wait for, must not wait
	 * for that closer in turn: it returns at once. So does a thread that closes on behalf of a task.
	 * Whether a task waits for any other thread cannot be known. Then the first closer cancels it
	 * after the shutdown timeout, as it does with each task that does not end.
	 *
	 * The wait has a limit of its own, for a first closer whose thread has died on the way.
	 */

	/** What the first closer may need besides its timeouts, in nanoseconds. */
	private static final long MARGIN = Duration.ofSeconds(10).toNanos();

	private LaterCloser() {
	}

	/**
	 * Waits until the first call has returned, if the calling thread may wait.
	 * @param shutdown of the launcher
	 * @param environment backend and configuration of the launcher
	 * @param waiting the thread that waits for the calling one, {@code null} for none
	 * @return whether the first call has failed, and the calling thread closes now
	 */
	static boolean awaitFirst(Shutdown shutdown, Environment environment, @Nullable Thread waiting) {
		if (shutdown.isDone() || isAwaitedByTasks(waiting)) {
			return false;
		}
		try {
			if (environment.backend().isExiting()) {
				shutdown.hooksRun();
			}
			return shutdown.awaitCloser(limit(environment.config()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static boolean isAwaitedByTasks(@Nullable Thread waiting) {
		return CurrentTask.get() != null || (waiting != null && CurrentTask.of(waiting) != null)
				|| CallbackExecutor.isCallback();
	}

	private static long limit(CorralConfig config) {
		long limit = config.shutdownTimeout().toNanos() + config.cancelGrace().toNanos() + MARGIN;
		return (limit > 0) ? limit : Long.MAX_VALUE;
	}

}
