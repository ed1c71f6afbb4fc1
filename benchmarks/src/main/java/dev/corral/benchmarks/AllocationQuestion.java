package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Map;

import com.sun.management.ThreadMXBean;

import dev.corral.Corral;

/**
 * Bytes that all threads together allocate for a launch, against those for a raw virtual
 * thread: {@code benchmarks/run allocation}.
 */
final class AllocationQuestion implements Question {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int SAMPLES = 20;

	private static final int BATCHES = 50;

	@Override
	public String name() {
		return "allocation";
	}

	@Override
	public String text() {
		return "bytes allocated for a launch / for Thread.startVirtualThread";
	}

	@Override
	public Budget budget() {
		return new Budget(1.45, 1.25);
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			Work supervised = Launches.supervised(corral);
			Work raw = Launches.raw();
			Rotation.pair(supervised, raw).ratios(1);
			double[] ratios = new double[SAMPLES];
			for (int i = 0; i < SAMPLES; i++) {
				ratios[i] = bytes(supervised) / bytes(raw);
			}
			return Map.of(RATIO, ratios);
		}
	}

	private static double bytes(Work work) throws Exception {
		long before = THREADS.getTotalThreadAllocatedBytes();
		long units = 0;
		for (int i = 0; i < BATCHES; i++) {
			units += work.run();
		}
		return (double) (THREADS.getTotalThreadAllocatedBytes() - before) / units;
	}

}
