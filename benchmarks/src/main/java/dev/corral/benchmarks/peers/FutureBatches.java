package dev.corral.benchmarks.peers;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Function;

import dev.corral.benchmarks.Work;

/** Batches of whatever answers a launch with a future. */
public final class FutureBatches {

	private FutureBatches() {
	}

	/**
	 * Launches them all, waits for the bodies and then for the futures.
	 * @param batch how many
	 * @param launch starts a body
	 * @return a work of that many units
	 */
	public static Work of(int batch, Function<Runnable, Future<?>> launch) {
		return () -> {
			Future<?>[] futures = new Future<?>[batch];
			CountDownLatch done = new CountDownLatch(batch);
			Runnable body = done::countDown;
			for (int i = 0; i < batch; i++) {
				futures[i] = launch.apply(body);
			}
			done.await();
			for (Future<?> future : futures) {
				future.get();
			}
			return batch;
		};
	}

}
