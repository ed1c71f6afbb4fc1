package dev.corral.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * Pauses of G1 with one million parked tasks, against those with as many raw parked
 * virtual threads: {@code benchmarks/run pause-full pause-young}. Which side is parked
 * first alternates.
 */
final class PauseQuestion implements Question {

	private static final int TASKS = 1_000_000;

	private static final int SAMPLES = 4;

	private static final int FULL = 2;

	private static final int YOUNG = 20;

	private final boolean full;

	PauseQuestion(boolean full) {
		this.full = full;
	}

	@Override
	public String name() {
		return this.full ? "pause-full" : "pause-young";
	}

	@Override
	public String text() {
		return (this.full ? "pause of System.gc()" : "pause of a young collection")
				+ " with 1 000 000 parked tasks / as many raw parked virtual threads, G1";
	}

	@Override
	public List<String> options() {
		List<String> options = new ArrayList<>(Question.touchedHeap("4g"));
		options.add("-XX:+UseG1GC");
		return options;
	}

	// A fork parks a million eight times
	@Override
	public Effort effort() {
		return Effort.ANY.withForks(3).withTimeout(Duration.ofMinutes(10));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Pauses pauses = Pauses.listen();
		double[] ratios = new double[SAMPLES];
		for (int i = 0; i < SAMPLES; i++) {
			if (i % 2 == 0) {
				double tasks = tasks(pauses);
				ratios[i] = tasks / raw(pauses);
			}
			else {
				double raw = raw(pauses);
				ratios[i] = tasks(pauses) / raw;
			}
		}
		return Map.of(RATIO, ratios);
	}

	private double tasks(Pauses pauses) throws InterruptedException {
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			Parked parked = Parked.tasks(corral, TASKS);
			double pause = pause(pauses);
			parked.release(corral);
			return pause;
		}
	}

	private double raw(Pauses pauses) throws InterruptedException {
		Parked parked = Parked.raw(TASKS);
		double pause = pause(pauses);
		parked.release();
		return pause;
	}

	// The first collection moves what lives to where it stays
	private double pause(Pauses pauses) throws InterruptedException {
		pauses.full(1);
		return this.full ? pauses.full(FULL) : pauses.young(YOUNG);
	}

}
