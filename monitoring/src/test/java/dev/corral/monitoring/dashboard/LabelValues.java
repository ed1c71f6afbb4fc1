package dev.corral.monitoring.dashboard;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query of a variable.
 *
 * @param selector whose series are asked
 * @param label for the values of which label
 */
public record LabelValues(String selector, String label) {

	private static final Pattern QUERY = Pattern.compile("label_values\\((.+), (\\w+)\\)");

	/**
	 * Reads a query.
	 * @param query as it stands in a dashboard
	 * @return what it asks for, empty where it is none
	 */
	public static Optional<LabelValues> of(String query) {
		Matcher matcher = QUERY.matcher(query);
		return matcher.matches() ? Optional.of(new LabelValues(matcher.group(1), matcher.group(2))) : Optional.empty();
	}

	boolean hasOneSelector() {
		try {
			return PromQl.selectors(this.selector).size() == 1;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
