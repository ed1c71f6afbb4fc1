package dev.corral.monitoring.live;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * What a query is answered with.
 *
 * @param error what Prometheus has against it, empty for nothing
 * @param series the series, none of them without a number
 */
record Answer(String error, List<Series> series) {

	static Answer of(JsonNode response, String values) {
		List<Series> series = response.path("data")
			.path("result")
			.valueStream()
			.filter((result) -> hasNumber(result.path(values)))
			.map((result) -> new Series(labels(result.path("metric")), last(result.path(values))))
			.toList();
		return new Answer(response.path("error").asString(""), series);
	}

	private static boolean hasNumber(JsonNode values) {
		return points(values).anyMatch((point) -> !point.equals("NaN"));
	}

	private static double last(JsonNode values) {
		return points(values).mapToDouble(Double::parseDouble).reduce(Double.NaN, (before, value) -> value);
	}

	/**
	 * A point is a time and a value; an instant vector has one, a range vector a list.
	 */
	private static Stream<String> points(JsonNode values) {
		Stream<JsonNode> points = values.path(0).isArray() ? values.valueStream() : Stream.of(values);
		return points.map((point) -> point.path(1).asString().replace("Inf", "Infinity"));
	}

	private static Map<String, String> labels(JsonNode metric) {
		Map<String, String> labels = new TreeMap<>();
		metric.propertyStream().forEach((label) -> labels.put(label.getKey(), label.getValue().asString()));
		return labels;
	}

	boolean isEmpty() {
		return this.series.isEmpty();
	}

	/** The value of the only series, NaN where there is not one. */
	double only() {
		return (this.series.size() == 1) ? this.series.get(0).value() : Double.NaN;
	}

	/**
	 * A series.
	 *
	 * @param labels its labels
	 * @param value its last value
	 */
	record Series(Map<String, String> labels, double value) {

	}

}
