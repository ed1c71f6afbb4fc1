package dev.corral.internal.platform;

import java.time.Duration;

/** Retries steps that fail with {@link OutOfMemoryError}. */
public final class MemoryRetry {

	/** The pause after a step has failed for lack of memory, in nanoseconds. */
	public static final long PAUSE = Duration.ofMillis(20).toNanos();

	/** More than any test and most outages need. */
	private static final int MOST_TRIES = 5_000;

	private MemoryRetry() {
	}

	/**
	 * Runs a step that may be repeated, by a thread that no other waits for.
	 * @param backend clock and parking
	 * @param step the step
	 * @throws OutOfMemoryError when there was no memory for a hundred seconds
	 */
	public static void run(Backend backend, Runnable step) {
		run(backend, MOST_TRIES, step);
	}

	/**
	 * Runs a step that may be repeated. An interrupt of the calling thread shortens no
	 * pause, and is kept.
	 * @param backend clock and parking
	 * @param most how often it is tried, twenty milliseconds apart
	 * @param step the step
	 * @throws OutOfMemoryError when there was no memory in the end
	 */
	public static void run(Backend backend, int most, Runnable step) {
		boolean interrupted = false;
		try {
			for (int tries = 1; !isDone(step, tries == most); tries++) {
				interrupted |= Thread.interrupted();
				pause(backend, step);
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static boolean isDone(Runnable step, boolean last) {
		try {
			step.run();
			return true;
		}
		catch (OutOfMemoryError ex) {
			if (last) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Waits for twenty milliseconds, or until the thread is unparked. Needs no memory: on
	 * JDK 25 a virtual thread that parks for a time may never go on when its wake-up
	 * cannot be scheduled, so it yields instead.
	 * @param backend clock and parking
	 * @param blocker what the thread waits for
	 */
	@SuppressWarnings("ThreadPriorityCheck")
	public static void pause(Backend backend, Object blocker) {
		if (!Thread.currentThread().isVirtual()) {
			backend.park(blocker, PAUSE);
			return;
		}
		long until = backend.nanoTime() + PAUSE;
		while (backend.nanoTime() < until) {
			Thread.yield();
		}
	}

}
