package dev.corral.benchmarks;

/**
 * Measures one side against the other in short blocks that alternate, so that whatever
 * disturbs the machine disturbs both.
 */
final class Pair {

	/*-
	 * One JVM, blocks of about 30 ms, A B A B … The ratio of two neighbours is one sample;
	 * which of the two comes first alternates too, so that a trend cancels out.
	 */

	private static final long BLOCK_NANOS = 30_000_000;

	private static final double WARM_UP_SECONDS = 3;

	private final Work measured;

	private final Work baseline;

	Pair(Work measured, Work baseline) {
		this.measured = measured;
		this.baseline = baseline;
	}

	double[] ratios(double seconds) throws Exception {
		run(blocks(WARM_UP_SECONDS));
		return run(blocks(seconds));
	}

	// Two blocks make a sample
	private static int blocks(double seconds) {
		return (int) Math.max(1, seconds * 1e9 / BLOCK_NANOS / 2);
	}

	private double[] run(int samples) throws Exception {
		double[] ratios = new double[samples];
		for (int i = 0; i < samples; i++) {
			if (i % 2 == 0) {
				double cost = block(this.measured);
				ratios[i] = cost / block(this.baseline);
			}
			else {
				double cost = block(this.baseline);
				ratios[i] = block(this.measured) / cost;
			}
		}
		return ratios;
	}

	// Nanoseconds a unit
	private static double block(Work work) throws Exception {
		long start = System.nanoTime();
		long units = 0;
		long elapsed;
		do {
			units += work.run();
			elapsed = System.nanoTime() - start;
		}
		while (elapsed < BLOCK_NANOS);
		return (double) elapsed / units;
	}

}
