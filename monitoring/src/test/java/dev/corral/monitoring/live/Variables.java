package dev.corral.monitoring.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts values in the place of variables, as Grafana and its Prometheus plugin do. */
final class Variables {

	/** How often is scraped, which is told to Grafana with the data source. */
	static final Duration SCRAPE = Duration.ofSeconds(1);

	/** The time shown. */
	static final Duration RANGE = Duration.ofMinutes(5);

	private static final String ALL = ".+";

	private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)|\\$\\{(\\w+)}");

	private static final Pattern OF_REGEXES = Pattern.compile("[$^*{}\\[\\]'+?.()|]");

	private final Map<String, String> values;

	private Variables(Map<String, String> values) {
		this.values = values;
	}

	/** All of the fleet, and all tasks. */
	static Variables all() {
		return new Variables(Map.of("job", ALL, "instance", ALL, "task", ALL));
	}

	/** Chooses some values of a variable of which many can be chosen. */
	Variables choose(String name, List<String> chosen) {
		return with(name, chosen.stream().map(Variables::regex).collect(Collectors.joining("|", "(", ")")));
	}

	/** Chooses the value of a variable of which one can be chosen. */
	Variables choose(String name, String chosen) {
		return with(name, chosen.replace("\\", "\\\\").replace("\"", "\\\""));
	}

	private Variables with(String name, String value) {
		Map<String, String> changed = new HashMap<>(this.values);
		changed.put(name, value);
		return new Variables(changed);
	}

	private static String regex(String value) {
		return OF_REGEXES.matcher(value.replace("\\", "\\\\\\\\")).replaceAll("\\\\\\\\$0");
	}

	/**
	 * Puts values in.
	 * @param expression a query
	 * @param step the time between two points
	 * @return what is sent to Prometheus
	 * @throws IllegalArgumentException when a variable is not known
	 */
	String in(String expression, Duration step) {
		Duration rate = max(step.plus(SCRAPE), SCRAPE.multipliedBy(4));
		return VARIABLE.matcher(expression)
			.replaceAll((match) -> Matcher
				.quoteReplacement(value((match.group(1) != null) ? match.group(1) : match.group(2), step, rate)));
	}

	private String value(String name, Duration step, Duration rate) {
		return switch (name) {
			case "__interval" -> step.toSeconds() + "s";
			case "__rate_interval" -> rate.toSeconds() + "s";
			case "__range" -> RANGE.toSeconds() + "s";
			default -> {
				String value = this.values.get(name);
				if (value == null) {
					throw new IllegalArgumentException("no variable $" + name);
				}
				yield value;
			}
		};
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? other : one;
	}

}
