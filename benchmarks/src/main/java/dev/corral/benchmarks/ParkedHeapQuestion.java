package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Taken;

/**
 * Heap of a parked task, against that of a raw parked virtual thread, many live:
 * {@code benchmarks/run heap}. Both are held as their launcher holds them: the registry
 * links tasks, the JVM links raw threads.
 */
final class ParkedHeapQuestion implements Question {

	private static final int TASKS = Integer.getInteger("corral.benchmarks.parked", 200_000);

	@Override
	public String name() {
		return "heap";
	}

	@Override
	public String text() {
		return "heap of a parked task / of a raw parked virtual thread, " + TASKS + " live";
	}

	@Override
	public Budget budget() {
		return new Budget(1.25, 1.1);
	}

	// A fork takes the better part of a minute
	@Override
	public Effort effort() {
		return Effort.ANY.withForks(2).withTimeout(Duration.ofMinutes(5));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			heap(corral);
			heap(null);
			double[] ratios = new double[3];
			for (int i = 0; i < ratios.length; i++) {
				ratios[i] = heap(corral) / heap(null);
			}
			return Map.of(RATIO, ratios);
		}
	}

	// Every thread of one measurement has ended before the next begins
	private static double heap(@Nullable Corral corral) throws Exception {
		CountDownLatch begun = new CountDownLatch(TASKS);
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>(TASKS);
		double before = used();
		for (int i = 0; i < TASKS; i++) {
			if (corral != null) {
				corral.launch("parked", () -> park(begun, end));
			}
			else {
				threads.add(Thread.startVirtualThread(() -> parkQuietly(begun, end)));
			}
		}
		begun.await();
		double after = used();
		end.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		while (corral != null && Taken.slots(corral) > 0) {
			Thread.onSpinWait();
		}
		return after - before;
	}

	private static double used() {
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static void park(CountDownLatch begun, CountDownLatch end) throws InterruptedException {
		begun.countDown();
		end.await();
	}

	private static void parkQuietly(CountDownLatch begun, CountDownLatch end) {
		try {
			park(begun, end);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
