package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.benchmarks.report.Answer;
import dev.corral.benchmarks.report.Measure;

/** A question and what its forks have measured so far. */
final class Measured {

	private final Question question;

	private final Map<String, List<double[]>> samples = new LinkedHashMap<>();

	private final Map<String, Estimate> estimates = new LinkedHashMap<>();

	private int forks;

	private @Nullable String error;

	Measured(Question question) {
		this.question = question;
		this.error = question.missing();
	}

	Question question() {
		return this.question;
	}

	int forks() {
		return this.forks;
	}

	// A question that has failed once is not asked again
	boolean isOver() {
		return this.error != null;
	}

	void add(Map<String, double[]> fork) {
		this.forks++;
		fork.forEach((name, ratios) -> {
			List<double[]> known = this.samples.computeIfAbsent(name, (key) -> new ArrayList<>());
			known.add(ratios);
			this.estimates.put(name, Estimate.of(known));
		});
	}

	void fail(String reason) {
		this.error = reason;
	}

	// The worst over all measures
	Estimate.@Nullable Verdict verdict() {
		Budget budget = this.question.budget();
		return (budget != null) ? worst(budget.gate()) : null;
	}

	private Estimate.@Nullable Verdict worst(double limit) {
		return this.estimates.values()
			.stream()
			.map((estimate) -> estimate.against(limit))
			.max(Enum::compareTo)
			.orElse(null);
	}

	Answer answer() {
		Budget budget = this.question.budget();
		boolean missing = this.question.missing() != null;
		Estimate.@Nullable Verdict verdict = verdict();
		String told = (this.error != null && !missing) ? Answer.ERROR : (verdict != null) ? verdict.name() : null;
		List<Measure> measures = new ArrayList<>();
		this.estimates.forEach((name, estimate) -> measures.add(new Measure(name, rounded(estimate.ratio()),
				rounded(estimate.low()), rounded(estimate.high()), estimate.forks())));
		return new Answer(this.question.name(), this.question.text(), this.question.chart().name(),
				(budget != null) ? budget.gate() : null, (budget != null) ? budget.goal() : null, told,
				(budget != null) ? worst(budget.goal()) == Estimate.Verdict.PASS : null, this.error, measures);
	}

	// More digits than are ever meant
	private static double rounded(double ratio) {
		return Math.round(ratio * 1e4) / 1e4;
	}

}
