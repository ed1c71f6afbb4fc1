package dev.corral.benchmarks.report;

import java.io.PrintStream;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** The results as lines for a terminal, a line for each measure. */
public final class Table {

	private Table() {
	}

	/**
	 * Prints them.
	 * @param results what was measured
	 * @param out where to
	 */
	public static void print(Results results, PrintStream out) {
		out.printf("%-15s %5s %5s %7s %17s %5s %-8s %-8s %s%n", "question", "gate", "goal", "ratio", "95 % interval",
				"forks", "verdict", "goal met", "what");
		for (Answer answer : results.answers()) {
			answer.measures().forEach((measure) -> out.println(line(answer, measure)));
			if (answer.error() != null) {
				out.printf("%-15s %s: %s%n", answer.question(), (answer.verdict() != null) ? answer.verdict() : "",
						answer.error());
			}
		}
	}

	private static String line(Answer answer, Measure measure) {
		Boolean goalMet = answer.goalMet();
		return String.format(Locale.ROOT, "%-15s %5s %5s %7.2f %8.2f - %6.2f %5d %-8s %-8s %s", answer.question(),
				limit(answer.gate()), limit(answer.goal()), measure.ratio(), measure.low(), measure.high(),
				measure.forks(), (answer.verdict() != null) ? answer.verdict() : "",
				(goalMet != null) ? (goalMet ? "yes" : "no") : "",
				(answer.measures().size() > 1) ? measure.name() : answer.text());
	}

	private static String limit(@Nullable Double value) {
		return (value != null) ? String.format(Locale.ROOT, "%.2f", value) : "";
	}

}
