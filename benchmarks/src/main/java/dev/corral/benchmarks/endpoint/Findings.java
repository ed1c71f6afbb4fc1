package dev.corral.benchmarks.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import dev.corral.benchmarks.Budget;

/** A page of tables and verdicts in Markdown. To be used by one thread. */
final class Findings {

	private final StringBuilder text = new StringBuilder();

	/**
	 * Begins a table, whose first column is text and whose others are numbers.
	 * @param columns their headings
	 */
	void table(String... columns) {
		this.text.append('\n');
		row(columns);
		this.text.append("| --- |").append(" --: |".repeat(columns.length - 1)).append('\n');
	}

	void row(String... cells) {
		this.text.append("| ").append(String.join(" | ", cells)).append(" |\n");
	}

	void gap() {
		this.text.append('\n');
	}

	/**
	 * Judges.
	 * @param what was measured
	 * @param value what came out; not a number is a failure
	 * @param budget what is allowed, what is aimed for
	 */
	void verdict(String what, double value, Budget budget) {
		String goal = (budget.goal() < budget.gate())
				? ", goal " + budget.goal() + ((value <= budget.goal()) ? " met" : " missed") : "";
		line(what + " " + number(value) + ", gate " + budget.gate() + goal, value <= budget.gate());
	}

	/**
	 * Judges what must not happen.
	 * @param what is counted
	 * @param number how many there were
	 */
	void none(String what, long number) {
		line(what + " " + number + ", gate 0", number == 0);
	}

	private void line(String what, boolean passed) {
		this.text.append("- ").append(what).append(": ").append(passed ? "PASS" : "FAIL").append('\n');
	}

	// To three digits, without an exponent
	static String number(double value) {
		int decimals = (value >= 100) ? 0 : (value >= 10) ? 1 : (value >= 1) ? 2 : 3;
		return grouped(String.format(Locale.ROOT, "%,." + decimals + "f", value));
	}

	static String whole(long value) {
		return grouped(String.format(Locale.ROOT, "%,d", value));
	}

	private static String grouped(String number) {
		return number.replace(',', ' ');
	}

	String text() {
		return this.text.toString();
	}

	/**
	 * Prints the page, and keeps it.
	 * @param file where
	 * @throws IOException when it cannot be written
	 */
	void publish(Path file) throws IOException {
		System.out.println(this.text);
		Files.writeString(file, this.text);
	}

}
