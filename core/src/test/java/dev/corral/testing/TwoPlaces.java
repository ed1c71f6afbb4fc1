package dev.corral.testing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;

/**
 * Two places that submit, outside of the engine's packages: frames of those are no launch
 * sites.
 */
public final class TwoPlaces {

	private TwoPlaces() {
	}

	public static void firstPlace(ExecutorService executor, Runnable body) {
		executor.execute(new FutureTask<>(body, null));
	}

	public static void secondPlace(ExecutorService executor, Runnable body) {
		executor.execute(new FutureTask<>(body, null));
	}

}
