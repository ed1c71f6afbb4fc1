package dev.corral.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.corral.benchmarks.designs.Design;
import dev.corral.benchmarks.designs.Designs;

/**
 * Designs of registry and admission side by side, each against raw virtual threads in
 * virtual machines of its own, so that none meets code that was compiled for another:
 * {@code benchmarks/run designs-1 designs-2 designs-parked designs-heap}, or a single one
 * with {@code benchmarks/run designs-1-generational-eight}.
 */
final class DesignsQuestion implements Question {

	private static final int PARKED = 100_000;

	private final String name;

	private final String text;

	private final Measurement measurement;

	private DesignsQuestion(String name, String text, Measurement measurement) {
		this.name = name;
		this.text = text;
		this.measurement = measurement;
	}

	static Question launches(int launchers) {
		return new DesignsQuestion("designs-" + launchers,
				"launch, run, settle of a task that has nothing but a registry and a limit, from " + launchers
						+ ((launchers == 1) ? " thread" : " threads") + " / Thread.startVirtualThread",
				(design, seconds) -> DesignLaunches.ratios(design, launchers, seconds));
	}

	static Question parked() {
		return new DesignsQuestion("designs-parked",
				"the same from 1 thread while " + PARKED + " tasks of the registry are parked",
				(design, seconds) -> DesignLaunches.ratiosWhileParked(design, PARKED, seconds));
	}

	static Question heap() {
		return new DesignsQuestion("designs-heap",
				"heap of a parked task / of a raw parked virtual thread, " + PARKED + " live",
				(design, seconds) -> DesignHeap.ratios(design, PARKED));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String text() {
		return this.text;
	}

	// Many designs, each with as many forks
	@Override
	public Effort effort() {
		return Effort.ANY.withForks(6).withSeconds(4).withTimeout(Duration.ofMinutes(5));
	}

	@Override
	public List<Question> parts() {
		return Arrays.stream(Designs.values()).<Question>map((design) -> new Part(this, design)).toList();
	}

	// All in one virtual machine, one after the other
	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Map<String, double[]> ratios = new LinkedHashMap<>();
		for (Question part : parts()) {
			ratios.putAll(part.measure(seconds));
		}
		return ratios;
	}

	/** What is asked of each design. */
	@FunctionalInterface
	private interface Measurement {

		double[] ratios(Design design, double seconds) throws Exception;

	}

	/**
	 * The question for one design.
	 *
	 * @param whole the question
	 * @param design the design
	 */
	private record Part(DesignsQuestion whole, Designs design) implements Question {

		/** Above what is parked and what a batch needs. */
		private static final int LIMIT = 1 << 18;

		@Override
		public String name() {
			return this.whole.name + "-" + this.design.label();
		}

		@Override
		public String text() {
			return this.design.label() + ": " + this.whole.text;
		}

		@Override
		public Effort effort() {
			return this.whole.effort();
		}

		@Override
		public Map<String, double[]> measure(double seconds) throws Exception {
			return Map.of(this.design.label(), this.whole.measurement.ratios(this.design.create(LIMIT), seconds));
		}

	}

}
