package dev.corral.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as a table for people and as JSON for tools. */
final class Report {

	private final List<Line> lines;

	private Report(List<Line> lines) {
		this.lines = lines;
	}

	static Report of(Map<Question, List<double[]>> measured) {
		List<Line> lines = new ArrayList<>();
		measured.forEach((question, forks) -> lines.add(new Line(question, Estimate.of(forks))));
		return new Report(lines);
	}

	// Whether a gate has failed
	boolean writeTo(PrintStream table, Path json) throws IOException {
		table.printf("%-11s %5s %5s %6s %15s %-8s %s%n", "question", "gate", "goal", "ratio", "95 % interval",
				"verdict", "what");
		this.lines.forEach((line) -> table.println(line.text()));
		Files.createDirectories(json.toAbsolutePath().getParent());
		Files.writeString(json, "[\n" + String.join(",\n", this.lines.stream().map(Line::json).toList()) + "\n]\n");
		return this.lines.stream().anyMatch((line) -> line.verdict() == Estimate.Verdict.FAIL);
	}

	/**
	 * One question and its answer.
	 *
	 * @param question what was asked
	 * @param estimate what was measured
	 */
	private record Line(Question question, Estimate estimate) {

		private Estimate.Verdict verdict() {
			return this.estimate.against(this.question.gate());
		}

		private boolean isGoalMet() {
			return this.estimate.against(this.question.goal()) == Estimate.Verdict.PASS;
		}

		private String text() {
			return String.format(Locale.ROOT, "%-11s %5.2f %5.2f %6.2f   %5.2f - %5.2f %-8s %s%s", this.question.name(),
					this.question.gate(), this.question.goal(), this.estimate.ratio(), this.estimate.low(),
					this.estimate.high(), verdict(), this.question.text(), isGoalMet() ? " (goal met)" : "");
		}

		private String json() {
			return String.format(Locale.ROOT,
					"\t{ \"question\": \"%s\", \"text\": \"%s\", \"gate\": %.2f, \"goal\": %.2f, \"ratio\": %.4f, "
							+ "\"low\": %.4f, \"high\": %.4f, \"forks\": %d, \"verdict\": \"%s\", \"goalMet\": %b }",
					this.question.name(), this.question.text(), this.question.gate(), this.question.goal(),
					this.estimate.ratio(), this.estimate.low(), this.estimate.high(), this.estimate.forks(), verdict(),
					isGoalMet());
		}

	}

}
