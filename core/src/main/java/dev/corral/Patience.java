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
	 * Runs a step that may be repeated.
	 * @param backend clock and parking
	 * @param most how often it is tried, twenty milliseconds apart
	 * @param step the step
	 * @throws OutOfMemoryError when there was no memory in the end
	 */
	static void run(Backend backend, int most, Runnable step) {
		for (int tries = 1;; tries++) {
			try {
				step.run();
				return;
			}
			catch (OutOfMemoryError ex) {
				if (tries == most) {
					throw ex;
				}
				backend.park(step, PAUSE);
			}
		}
	}

}
