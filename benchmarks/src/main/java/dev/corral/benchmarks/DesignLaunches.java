package dev.corral.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

import dev.corral.benchmarks.designs.Design;

/**
 * Batches of empty tasks of a design, over when every body has counted down, as those of
 * raw threads are. What settles after that is paid for by the next batch.
 */
final class DesignLaunches {

	private DesignLaunches() {
	}

	static double[] ratios(Design design, int launchers, double seconds) throws Exception {
		try (ExecutorService threads = Launches.launchers(launchers)) {
			return Rotation
				.pair(Launches.together(launchers, (i) -> batches(design), threads),
						Launches.together(launchers, (i) -> Launches.raw(), threads))
				.ratios(seconds)
				.values()
				.iterator()
				.next();
		}
	}

	static double[] ratiosWhileParked(Design design, int parked, double seconds) throws Exception {
		CountDownLatch begun = new CountDownLatch(parked);
		CountDownLatch end = new CountDownLatch(1);
		for (int i = 0; i < parked; i++) {
			launch(design, () -> park(begun, end));
		}
		begun.await();
		try {
			return ratios(design, 1, seconds);
		}
		finally {
			end.countDown();
		}
	}

	private static Work batches(Design design) {
		return () -> {
			CountDownLatch done = new CountDownLatch(Launches.BATCH);
			Runnable body = done::countDown;
			for (int i = 0; i < Launches.BATCH; i++) {
				launch(design, body);
			}
			done.await();
			return Launches.BATCH;
		};
	}

	static void launch(Design design, Runnable body) {
		if (!design.launch(body)) {
			throw new IllegalStateException("a launch was refused with " + design.live() + " tasks live");
		}
	}

	// Tells that it has begun, and waits
	static void park(CountDownLatch begun, CountDownLatch end) {
		begun.countDown();
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
