package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures works against each other in short blocks that take turns, so that whatever
 * disturbs the machine disturbs all of them.
 */
final class Rotation {

	/*-
	 * One JVM, blocks of about 30 ms. A round runs each work once, so two works make the
	 * pairs A B, B A, A B, and so on. A ratio of two works' costs within one round is one
	 * sample. Every round begins with the next work and turns the direction, so that a
	 * trend cancels out and none always comes after the same neighbour.
	 */

	private static final long BLOCK_NANOS = 30_000_000;

	private static final double WARM_UP_SECONDS = 3;

	private final long blockNanos;

	private final List<Work> works = new ArrayList<>();

	private final Map<String, Comparison> comparisons = new LinkedHashMap<>();

	Rotation() {
		this(BLOCK_NANOS);
	}

	Rotation(long blockNanos) {
		this.blockNanos = blockNanos;
	}

	static Rotation pair(Work measured, Work baseline) {
		return new Rotation().compare(Question.RATIO, measured, baseline);
	}

	// A work that is already part of the rotation is not run twice
	Rotation compare(String name, Work measured, Work baseline) {
		this.comparisons.put(name, new Comparison(index(measured), index(baseline)));
		return this;
	}

	private int index(Work work) {
		int known = this.works.indexOf(work);
		if (known >= 0) {
			return known;
		}
		this.works.add(work);
		return this.works.size() - 1;
	}

	Map<String, double[]> ratios(double seconds) throws Exception {
		return ratios(WARM_UP_SECONDS, seconds);
	}

	Map<String, double[]> ratios(double warmUp, double seconds) throws Exception {
		rounds(warmUp);
		List<double[]> rounds = rounds(seconds);
		Map<String, double[]> ratios = new LinkedHashMap<>();
		this.comparisons
			.forEach((name, comparison) -> ratios.put(name, rounds.stream().mapToDouble(comparison::ratio).toArray()));
		return ratios;
	}

	// At least one round; a block may be longer than planned when a single run is
	private List<double[]> rounds(double seconds) throws Exception {
		long start = System.nanoTime();
		List<double[]> rounds = new ArrayList<>();
		do {
			rounds.add(round(rounds.size()));
		}
		while (System.nanoTime() - start < seconds * 1e9);
		return rounds;
	}

	// Nanoseconds a unit, for each work
	double[] round(int number) throws Exception {
		int size = this.works.size();
		double[] costs = new double[size];
		int step = (number % 2 == 0) ? 1 : -1;
		for (int i = 0; i < size; i++) {
			int index = Math.floorMod(number + i * step, size);
			costs[index] = block(this.works.get(index));
		}
		return costs;
	}

	private double block(Work work) throws Exception {
		long start = System.nanoTime();
		long units = 0;
		long elapsed;
		do {
			units += work.run();
			elapsed = System.nanoTime() - start;
		}
		while (elapsed < this.blockNanos);
		return (double) elapsed / units;
	}

	/**
	 * Which works' costs make a ratio.
	 *
	 * @param measured index of a work
	 * @param baseline index of another
	 */
	private record Comparison(int measured, int baseline) {

		private double ratio(double[] costs) {
			return costs[this.measured] / costs[this.baseline];
		}

	}

}
