package dev.corral.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A linear axis from zero, with about five round steps.
 *
 * @param step between two ticks
 * @param steps how many
 */
record Scale(double step, int steps) {

	private static final double WANTED = 5;

	// An interval far wider than any estimate does not squeeze everything else
	static Scale of(List<Measure> measures) {
		double ratio = measures.stream().mapToDouble(Measure::ratio).max().orElse(1);
		double high = measures.stream().mapToDouble(Measure::high).max().orElse(1);
		return upTo(Math.max(1, Math.min(high, ratio * 1.5)));
	}

	static Scale upTo(double most) {
		double rough = most / WANTED;
		double power = Math.pow(10, Math.floor(Math.log10(rough)));
		double step = power
				* IntStream.of(1, 2, 5, 10).filter((factor) -> factor * power >= rough).findFirst().orElse(10);
		return new Scale(step, (int) Math.ceil(most / step - 1e-9));
	}

	double most() {
		return this.step * this.steps;
	}

	// How much of an axis of that length a value takes, the whole at most
	double length(double value, double axis) {
		return Math.clamp(value / most(), 0, 1) * axis;
	}

}
