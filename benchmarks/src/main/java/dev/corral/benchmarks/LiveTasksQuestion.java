package dev.corral.benchmarks;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A question about launches while many tasks are live: for some numbers of them, with a
 * budget, or as a growth curve over more numbers, without one.
 */
abstract class LiveTasksQuestion implements Question {

	private final String name;

	private final Budget budget;

	final boolean growth;

	LiveTasksQuestion(String name, Budget budget, boolean growth) {
		this.name = name;
		this.budget = budget;
		this.growth = growth;
	}

	@Override
	public final String name() {
		return this.growth ? "growth-" + this.name : this.name;
	}

	@Override
	public final @Nullable Budget budget() {
		return this.growth ? null : this.budget;
	}

	@Override
	public final Chart chart() {
		return this.growth ? Chart.LINES : Chart.BARS;
	}

	@Override
	public final List<String> options() {
		return Question.touchedHeap("2g");
	}

	@Override
	public final Effort effort() {
		return Effort.ANY.withForks(4);
	}

}
