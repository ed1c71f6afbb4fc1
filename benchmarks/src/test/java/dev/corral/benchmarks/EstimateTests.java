package dev.corral.benchmarks;

import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The estimate is the median of medians, and is as sure as its forks agree. */
class EstimateTests {

	private static double[] around(double ratio, double spread, int seed) {
		SplittableRandom random = new SplittableRandom(seed);
		return random.doubles(200, ratio - spread, ratio + spread).toArray();
	}

	@Test
	void ratioIsTheMedianOverForksOfMedians() {
		Estimate estimate = Estimate
			.of(List.of(new double[] { 1, 9, 2 }, new double[] { 5, 5, 5 }, new double[] { 3 }));
		assertThat(estimate.ratio()).isEqualTo(3);
		assertThat(estimate.forks()).isEqualTo(3);
	}

	@Test
	void forksThatAgreeGiveANarrowInterval() {
		Estimate estimate = Estimate.of(List.of(around(1.5, 0.1, 1), around(1.5, 0.1, 2), around(1.5, 0.1, 3)));
		assertThat(estimate.low()).isBetween(1.45, 1.5);
		assertThat(estimate.high()).isBetween(1.5, 1.55);
	}

	@Test
	void forksThatDisagreeGiveAWideOneHoweverManyBlocksTheyHave() {
		Estimate estimate = Estimate.of(List.of(around(1, 0.01, 1), around(2, 0.01, 2), around(3, 0.01, 3)));
		assertThat(estimate.low()).isLessThan(1.5);
		assertThat(estimate.high()).isGreaterThan(2.5);
	}

	@Test
	void verdictIsUnclearWhileTheGateLiesWithinTheInterval() {
		Estimate estimate = new Estimate(1.5, 1.4, 1.6, 4);
		assertThat(estimate.against(1.7)).isEqualTo(Estimate.Verdict.PASS);
		assertThat(estimate.against(1.5)).isEqualTo(Estimate.Verdict.UNCLEAR);
		assertThat(estimate.against(1.3)).isEqualTo(Estimate.Verdict.FAIL);
	}

}
