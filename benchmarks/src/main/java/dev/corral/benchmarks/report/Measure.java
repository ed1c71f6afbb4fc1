package dev.corral.benchmarks.report;

/**
 * One measured ratio.
 *
 * @param name what is compared, unique within its question
 * @param ratio the estimate
 * @param low lower bound of its 95 % interval
 * @param high upper bound of its 95 % interval
 * @param forks how many virtual machines were measured
 */
public record Measure(String name, double ratio, double low, double high, int forks) {

	Measure named(String other) {
		return new Measure(other, this.ratio, this.low, this.high, this.forks);
	}

}
