package dev.corral;

import java.time.Duration;

import dev.corral.time.Backend;

/** Tries a step again and again while there is no memory for it. */
final class Patience {

	private static final long PAUSE = Duration.ofMillis(20).toNanos();

	/** More than any test and most outages need. */
	private static final int MOST_TRIES = 5_000;

	private Patience() {
	}

	/**
	 * Runs a step that may be repeated. By a thread that nobody waits for.
	 * @param backend clock and parking
	 * @param step the step
	 * @throws OutOfMemoryError when there was no memory for a hundred seconds
	 */
	static void run(Backend backend, Runnable step) {
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
	static void run(Backend backend, int most, Runnable step) {
		boolean interrupted = false;
		try {
			for (int tries = 1; !isDone(step, tries == most); tries++) {
				interrupted |= Thread.interrupted();
				backend.park(step, PAUSE);
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

}
