package dev.corral.benchmarks.report;

import java.io.PrintStream;
import java.util.Locale;

/** The results as lines for a terminal, a line for each measure. */
public final class Table {

	private static final String HEAD = "question";

	private Table() {
	}

	/**
	 * Prints them.
	 * @param results what was measured
	 * @param out where to
	 */
	public static void print(Results results, PrintStream out) {
		int width = results.answers().stream().mapToInt((answer) -> answer.question().length()).max().orElse(0);
		String head = "%-" + Math.max(width, HEAD.length()) + "s ";
		out.printf(head + "%6s %6s %7s %17s %5s %-8s %-8s %s%n", HEAD, "gate", "goal", "ratio", "95 % interval",
				"forks", "verdict", "goal met", "what");
		for (Answer answer : results.answers()) {
			String name = String.format(Locale.ROOT, head, answer.question());
			answer.measures().forEach((measure) -> out.println(name + line(answer, measure)));
			if (answer.error() != null) {
				out.println(name + ((answer.verdict() != null) ? answer.verdict() : "") + ": " + answer.error());
			}
		}
	}

	private static String line(Answer answer, Measure measure) {
		Boolean goalMet = answer.goalMet();
		return String.format(Locale.ROOT, "%6s %6s %7s %17s %5d %-8s %-8s %s", Page.ratio(answer.gate()),
				Page.ratio(answer.goal()), Page.ratio(measure.ratio()), Page.interval(measure), measure.forks(),
				(answer.verdict() != null) ? answer.verdict() : "", (goalMet != null) ? (goalMet ? "yes" : "no") : "",
				(answer.measures().size() > 1) ? measure.name() : answer.text());
	}

}
