package dev.corral.benchmarks;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskSpec;

/**
 * Tasks whose body throws, with nothing bound that logs, against raw virtual threads that
 * throw the same into a handler that drops it: {@code benchmarks/run panic}.
 */
final class PanicQuestion implements Question {

	@Override
	public String name() {
		return "panic";
	}

	@Override
	public String text() {
		return "launch, throw, settle / a raw virtual thread with a handler that drops the exception";
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			return Rotation.pair(supervised(corral.task("panicking")), raw()).ratios(seconds);
		}
	}

	private static Work supervised(TaskSpec spec) {
		return () -> {
			Task<?>[] tasks = new Task<?>[Launches.BATCH];
			CountDownLatch done = new CountDownLatch(Launches.BATCH);
			for (int i = 0; i < Launches.BATCH; i++) {
				tasks[i] = spec.launch(() -> fail(done));
			}
			done.await();
			Launches.settled(tasks);
			return Launches.BATCH;
		};
	}

	private static Work raw() {
		Thread.Builder builder = Thread.ofVirtual().uncaughtExceptionHandler((thread, exception) -> {
		});
		return () -> {
			CountDownLatch done = new CountDownLatch(Launches.BATCH);
			for (int i = 0; i < Launches.BATCH; i++) {
				builder.start(() -> fail(done));
			}
			done.await();
			return Launches.BATCH;
		};
	}

	private static void fail(CountDownLatch done) {
		done.countDown();
		throw new IllegalStateException("as planned");
	}

}
