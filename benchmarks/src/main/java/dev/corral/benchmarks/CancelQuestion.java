package dev.corral.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;

/**
 * Cancel of a scope with many parked tasks until all have settled, against interrupting
 * as many raw threads until all have ended: {@code benchmarks/run cancel}.
 */
final class CancelQuestion implements Question {

	private static final int TASKS = 100_000;

	private static final int WARM_UPS = 2;

	@Override
	public String name() {
		return "cancel";
	}

	@Override
	public String text() {
		return "cancel of a scope with 100 000 parked tasks / interrupts of as many raw threads";
	}

	@Override
	public Budget budget() {
		return new Budget(1.5, 1.2);
	}

	@Override
	public List<String> options() {
		return Question.touchedHeap("2g");
	}

	@Override
	public Effort effort() {
		return Effort.ANY.withForks(4).withTimeout(Duration.ofMinutes(5));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		int samples = (int) Math.max(3, seconds);
		double[] ratios = new double[samples];
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			for (int i = -WARM_UPS; i < samples; i++) {
				double ratio = supervised(corral) / raw();
				if (i >= 0) {
					ratios[i] = ratio;
				}
			}
		}
		return Map.of(RATIO, ratios);
	}

	private static double supervised(Corral corral) throws Exception {
		CountDownLatch begun = new CountDownLatch(TASKS);
		CancellationScope scope = corral.openScope("many", ScopeConfig.supervise());
		for (int i = 0; i < TASKS; i++) {
			scope.launch("parked", () -> park(begun));
		}
		begun.await();
		long start = System.nanoTime();
		scope.close();
		return System.nanoTime() - start;
	}

	private static double raw() throws Exception {
		CountDownLatch begun = new CountDownLatch(TASKS);
		List<Thread> threads = new ArrayList<>(TASKS);
		for (int i = 0; i < TASKS; i++) {
			threads.add(Thread.startVirtualThread(() -> parkQuietly(begun)));
		}
		begun.await();
		long start = System.nanoTime();
		threads.forEach(Thread::interrupt);
		for (Thread thread : threads) {
			thread.join();
		}
		return System.nanoTime() - start;
	}

	private static void park(CountDownLatch begun) throws InterruptedException {
		begun.countDown();
		new CountDownLatch(1).await();
	}

	private static void parkQuietly(CountDownLatch begun) {
		try {
			park(begun);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
