package dev.corral.testing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;

/** Two launch sites outside the engine's packages, whose frames are not shown. */
public final class Submitters {

	private Submitters() {
	}

	public static void firstPlace(ExecutorService executor, Runnable body) {
		executor.execute(new FutureTask<>(body, null));
	}

	public static void secondPlace(ExecutorService executor, Runnable body) {
		executor.execute(new FutureTask<>(body, null));
	}

}
