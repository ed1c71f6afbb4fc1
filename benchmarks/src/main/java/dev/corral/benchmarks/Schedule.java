package dev.corral.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import dev.corral.benchmarks.report.Answer;

/**
 * Which question is measured next. Forks of different questions take turns, so that a bad
 * minute hits all of them; a question whose verdict is unclear gets further forks while
 * time is left; one whose fork fails gets none, and the rest goes on.
 */
final class Schedule {

	private final Plan plan;

	private final Forks forks;

	private final LongSupplier nanoTime;

	private final long start;

	private final Map<Question, Measured> measured = new LinkedHashMap<>();

	private final Map<Question, Long> longest = new HashMap<>();

	Schedule(Plan plan, Forks forks, LongSupplier nanoTime) {
		this.plan = plan;
		this.forks = forks;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		plan.questions().forEach((question) -> this.measured.put(question, new Measured(question)));
	}

	// Tells after every fork, so that a run that is cut short keeps what it has
	void run(Progress progress) throws Exception {
		boolean again = true;
		while (again) {
			again = false;
			for (Measured question : this.measured.values()) {
				if (wantsFork(question) && hasTime(question)) {
					progress.before(question);
					fork(question);
					progress.after(answers());
					again = true;
				}
			}
		}
		this.measured.values()
			.stream()
			.filter((question) -> question.forks() == 0 && !question.isOver())
			.forEach((question) -> question.fail("no time was left for a fork"));
		progress.after(answers());
	}

	private List<Answer> answers() {
		return this.measured.values().stream().map(Measured::answer).toList();
	}

	private boolean wantsFork(Measured question) {
		boolean unclear = question.verdict() == Estimate.Verdict.UNCLEAR;
		int most = Math.min(unclear ? this.plan.mostForks() : this.plan.forks(), question.question().effort().forks());
		return !question.isOver() && question.forks() < most;
	}

	// A further fork is expected to take at most a quarter longer than the longest before
	private boolean hasTime(Measured question) {
		long longest = this.longest.getOrDefault(question.question(), 0L);
		return left().toNanos() > longest + longest / 4;
	}

	private Duration left() {
		return this.plan.limit().minusNanos(this.nanoTime.getAsLong() - this.start);
	}

	private void fork(Measured measured) throws InterruptedException {
		Question question = measured.question();
		Effort effort = question.effort();
		Duration left = left();
		long begin = this.nanoTime.getAsLong();
		try {
			measured.add(this.forks.measure(question, this.plan.seconds(),
					(left.compareTo(effort.timeout()) < 0) ? left : effort.timeout()));
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			measured.fail(ex.toString());
		}
		this.longest.merge(question, this.nanoTime.getAsLong() - begin, Math::max);
	}

	/** Starts a virtual machine that measures. */
	@FunctionalInterface
	interface Forks {

		Map<String, double[]> measure(Question question, double seconds, Duration timeout) throws Exception;

	}

	/** Is told how far the run is. */
	interface Progress {

		void before(Measured question);

		void after(List<Answer> answers) throws Exception;

	}

}
