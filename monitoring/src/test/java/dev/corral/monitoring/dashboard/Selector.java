package dev.corral.monitoring.dashboard;

import java.util.List;

/**
 * A series selector of a PromQL expression.
 *
 * @param metric the name of the metric
 * @param matchers what stands in braces
 * @param range what stands in brackets, empty for an instant vector
 * @param function the innermost function or aggregation around it, empty for none
 */
public record Selector(String metric, List<Matcher> matchers, String range, String function) {

	List<Matcher> matchers(String label) {
		return this.matchers.stream().filter((matcher) -> matcher.label().equals(label)).toList();
	}

	/**
	 * A condition on a label.
	 *
	 * @param label its name
	 * @param operator how it is compared
	 * @param value with what, without quotes
	 */
	public record Matcher(String label, String operator, String value) {

	}

}
