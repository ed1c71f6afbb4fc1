package dev.corral.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A ratio and how sure it is. The estimate is the median over forks of the medians over
 * blocks; its interval is a percentile bootstrap that draws forks and, within them,
 * blocks (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
 *
 * @param ratio the estimate
 * @param low lower bound of the 95 % interval
 * @param high upper bound of the 95 % interval
 * @param forks how many virtual machines were measured
 */
record Estimate(double ratio, double low, double high, int forks) {

	private static final int DRAWS = 2000;

	static Estimate of(List<double[]> forks) {
		SplittableRandom random = new SplittableRandom(forks.size());
		double[] drawn = new double[DRAWS];
		for (int i = 0; i < DRAWS; i++) {
			double[] medians = new double[forks.size()];
			for (int fork = 0; fork < medians.length; fork++) {
				medians[fork] = median(draw(forks.get(random.nextInt(forks.size())), random));
			}
			drawn[i] = median(medians);
		}
		Arrays.sort(drawn);
		double ratio = median(forks.stream().mapToDouble(Estimate::median).toArray());
		return new Estimate(ratio, drawn[(int) (DRAWS * 0.025)], drawn[(int) (DRAWS * 0.975)], forks.size());
	}

	private static double[] draw(double[] samples, SplittableRandom random) {
		double[] drawn = new double[samples.length];
		for (int i = 0; i < drawn.length; i++) {
			drawn[i] = samples[random.nextInt(samples.length)];
		}
		return drawn;
	}

	private static double median(double[] samples) {
		double[] sorted = samples.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	Verdict against(double gate) {
		return (this.low > gate) ? Verdict.FAIL : (this.high < gate) ? Verdict.PASS : Verdict.UNCLEAR;
	}

	/** Whether a gate holds, from the best to the worst. */
	enum Verdict {

		/** The whole interval is below the gate. */
		PASS,

		/** The gate lies within the interval: more forks would tell. */
		UNCLEAR,

		/** The whole interval is above the gate. */
		FAIL

	}

}
