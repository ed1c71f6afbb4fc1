package dev.corral.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.ProofMode;

/**
 * Pauses of G1 with one million parked tasks, against those with as many raw parked
 * virtual threads, {@code benchmarks/run pause-full pause-young}; and what proof mode
 * adds, {@code benchmarks/run proof-pause-full proof-pause-young proof-pause-remark}.
 * Which side is parked first alternates.
 */
final class PauseQuestion implements Question {

	private static final int TASKS = 1_000_000;

	private static final int SAMPLES = 4;

	private static final int FULL = 2;

	private static final int YOUNG = 20;

	private static final int REMARKS = 3;

	private final Kind kind;

	private final boolean proof;

	private PauseQuestion(Kind kind, boolean proof) {
		this.kind = kind;
		this.proof = proof;
	}

	static Question of(Kind kind) {
		return new PauseQuestion(kind, false);
	}

	static Question proof(Kind kind) {
		return new PauseQuestion(kind, true);
	}

	@Override
	public String name() {
		return (this.proof ? "proof-" : "") + switch (this.kind) {
			case FULL -> "pause-full";
			case YOUNG -> "pause-young";
			case REMARK -> "pause-remark";
		};
	}

	@Override
	public String text() {
		return switch (this.kind) {
			case FULL -> "pause of System.gc()";
			case YOUNG -> "pause of a young collection";
			case REMARK -> "longest pause of a concurrent mark, without young collections,";
		} + " with 1 000 000 parked tasks" + (this.proof ? " in proof mode / out of it, both with " + ProofMode.OPTION
				: " / as many raw parked virtual threads") + ", G1";
	}

	@Override
	public List<String> options() {
		List<String> options = new ArrayList<>(Question.touchedHeap("4g"));
		options.add("-XX:+UseG1GC");
		if (this.proof) {
			options.add(ProofMode.OPTION);
		}
		if (this.kind == Kind.REMARK) {
			options.add("-XX:+ExplicitGCInvokesConcurrent");
		}
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
				double measured = tasks(pauses, this.proof);
				ratios[i] = measured / baseline(pauses);
			}
			else {
				double baseline = baseline(pauses);
				ratios[i] = tasks(pauses, this.proof) / baseline;
			}
		}
		return Map.of(RATIO, ratios);
	}

	private double baseline(Pauses pauses) throws InterruptedException {
		return this.proof ? tasks(pauses, false) : raw(pauses);
	}

	private double tasks(Pauses pauses, boolean proving) throws InterruptedException {
		try (Corral corral = ProofMode.unlimited(proving)) {
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
		if (this.kind == Kind.REMARK) {
			pauses.remark(1);
			return pauses.remark(REMARKS);
		}
		pauses.full(1);
		return (this.kind == Kind.FULL) ? pauses.full(FULL) : pauses.young(YOUNG);
	}

	/** Which pause. */
	enum Kind {

		/** Of a collection of the whole heap. */
		FULL,

		/** Of a collection of what is young. */
		YOUNG,

		/** Of the end of a concurrent mark, where references are looked at. */
		REMARK

	}

}
