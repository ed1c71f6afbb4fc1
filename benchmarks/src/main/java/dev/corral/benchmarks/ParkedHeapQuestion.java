package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.ProofMode;
import dev.corral.Taken;

/**
 * Heap of a parked task, against that of a raw parked virtual thread, many live:
 * {@code benchmarks/run heap} with one million, as the budget says,
 * {@code benchmarks/run proof-heap} in proof mode, and
 * {@code benchmarks/run heap-200000}. Both are held as their launcher holds them: the
 * registry links tasks, the JVM links raw threads, or a list where it does not.
 */
final class ParkedHeapQuestion implements Question {

	private static final int MILLION = 1_000_000;

	private static final int WARM_UP = 100_000;

	private final String name;

	private final boolean proof;

	private final int tasks;

	private final int samples;

	private final List<String> options;

	private final Effort effort;

	private ParkedHeapQuestion(String name, boolean proof, int tasks, int samples, List<String> options,
			Effort effort) {
		this.name = name;
		this.proof = proof;
		this.tasks = tasks;
		this.samples = samples;
		this.options = options;
		this.effort = effort;
	}

	// What the budget speaks of; a fork takes most of a minute
	static Question million() {
		return million("heap", false, List.of("-Xms4g", "-Xmx4g"));
	}

	static Question proof() {
		return million("proof-heap", true, List.of("-Xms4g", "-Xmx4g", ProofMode.OPTION));
	}

	private static Question million(String name, boolean proof, List<String> options) {
		return new ParkedHeapQuestion(name, proof, MILLION, 1, options,
				Effort.ANY.withForks(2).withTimeout(Duration.ofMinutes(10)));
	}

	static Question few() {
		return new ParkedHeapQuestion("heap-200000", false, 200_000, 3, List.of("-Xms2g", "-Xmx2g"),
				Effort.ANY.withForks(2));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String text() {
		return "heap of a parked task" + (this.proof ? " in proof mode" : "") + " / of a raw parked virtual thread, "
				+ this.tasks + " live" + (this.proof ? ", both with " + ProofMode.OPTION : "");
	}

	@Override
	public @Nullable Budget budget() {
		return (this.tasks == MILLION) ? new Budget(this.proof ? 1.4 : 1.25, 1.1) : null;
	}

	@Override
	public List<String> options() {
		return this.options;
	}

	@Override
	public Effort effort() {
		return this.effort;
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = ProofMode.unlimited(this.proof)) {
			heap(corral, WARM_UP);
			heap(null, WARM_UP);
			double[] ratios = new double[this.samples];
			for (int i = 0; i < ratios.length; i++) {
				ratios[i] = heap(corral, this.tasks) / heap(null, this.tasks);
			}
			return Map.of(RATIO, ratios);
		}
	}

	// Every thread of one measurement has ended before the next begins
	private static double heap(@Nullable Corral corral, int number) throws Exception {
		CountDownLatch begun = new CountDownLatch(number);
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>(number);
		double before = used();
		for (int i = 0; i < number; i++) {
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
			Thread.sleep(1);
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
