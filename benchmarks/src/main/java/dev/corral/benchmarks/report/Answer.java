package dev.corral.benchmarks.report;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a question yielded.
 *
 * @param question its name
 * @param text what was measured against what
 * @param chart the kind of its chart
 * @param gate which ratio is too much, {@code null} without a budget
 * @param goal which ratio is aimed for, {@code null} without a budget
 * @param verdict PASS, FAIL or UNCLEAR; ERROR when a fork failed; {@code null} without
 * either
 * @param goalMet whether every measure is surely below the goal, {@code null} without a
 * budget
 * @param error why it was not measured, or not to the end
 * @param measures the ratios, in the order of the report
 */
public record Answer(String question, String text, String chart, @Nullable Double gate, @Nullable Double goal,
		@Nullable String verdict, @Nullable Boolean goalMet, @Nullable String error, List<Measure> measures) {

	/** The verdict on a question of which a fork failed. */
	public static final String ERROR = "ERROR";

}
