package dev.corral.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run asks, and how much it gives for an answer.
 *
 * @param questions in the order of the report
 * @param forks how many virtual machines each question gets
 * @param mostForks how many it gets while its verdict is unclear
 * @param seconds how long a fork measures, without its warm-up
 * @param limit when the run has to be over
 */
record Plan(List<Question> questions, int forks, int mostForks, double seconds, Duration limit) {

	private static final Duration QUICK = Duration.ofMinutes(9);

	private static final Duration FULL = Duration.ofHours(4);

	/**
	 * From a command line.
	 * @param args {@code quick} for every budget, {@code full} for all questions, or
	 * questions' names; then, if wanted, {@code forks=4} or {@code seconds=2.5}
	 * @return a plan
	 */
	static Plan of(String... args) {
		List<String> names = new ArrayList<>(List.of(args));
		Plan plan = chosen(names.stream().filter((name) -> !name.contains("=")).toList());
		for (String arg : args) {
			if (arg.startsWith("forks=")) {
				plan = plan.withForks(Integer.parseInt(arg.substring("forks=".length())));
			}
			else if (arg.startsWith("seconds=")) {
				plan = plan.withSeconds(Double.parseDouble(arg.substring("seconds=".length())));
			}
			else if (arg.contains("=")) {
				throw new IllegalArgumentException("'" + arg + "' must begin with 'forks=' or 'seconds='");
			}
		}
		return plan;
	}

	private static Plan chosen(List<String> names) {
		if (names.isEmpty() || names.equals(List.of("quick"))) {
			return new Plan(Questions.budgets(), 3, 12, 3, QUICK);
		}
		if (names.equals(List.of("full"))) {
			return new Plan(Questions.all(), 8, 16, 8, FULL);
		}
		return new Plan(names.stream().map(Questions::named).toList(), 4, 12, 4, FULL);
	}

	private Plan withForks(int value) {
		return new Plan(this.questions, value, value, this.seconds, this.limit);
	}

	private Plan withSeconds(double value) {
		return new Plan(this.questions, this.forks, this.mostForks, value, this.limit);
	}

}
