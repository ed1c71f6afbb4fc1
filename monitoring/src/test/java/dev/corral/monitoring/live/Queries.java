package dev.corral.monitoring.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import dev.corral.monitoring.dashboard.Dashboard;
import dev.corral.monitoring.dashboard.LabelValues;
import dev.corral.monitoring.dashboard.Panel;

/**
 * Runs the queries of a dashboard and complains of those that fail, are answered with
 * nothing, or whose answer lacks a label that the dashboard shows.
 */
final class Queries {

	private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	private static final Pattern IN_LINK = Pattern.compile("__field\\.labels\\.(\\w+)");

	private static final Pattern VALUE_COLUMN = Pattern.compile("Value #[A-Z]");

	/** From JDK 24 on; before, the meters of the scheduler are told by no one. */
	private static final boolean TELLS_OF_CARRIERS = Runtime.version().feature() >= 24;

	private final Prometheus prometheus;

	private final Variables variables;

	private final List<String> complaints = new ArrayList<>();

	private int run;

	Queries(Prometheus prometheus, Variables variables) {
		this.prometheus = prometheus;
		this.variables = variables;
	}

	List<String> complaints() {
		return this.complaints;
	}

	/** How many queries were run. */
	int run() {
		return this.run;
	}

	Queries all(Dashboard dashboard) {
		dashboard.panels().forEach(this::panel);
		dashboard.annotations().forEach(this::annotation);
		dashboard.variables().forEach(this::variable);
		return this;
	}

	void panel(Panel panel) {
		for (JsonNode target : panel.targets()) {
			String where = panel + ", " + target.path("expr").asString();
			this.run++;
			try {
				Answer answer = answer(target);
				complainOf(answer, where);
				shown(panel, target, answer, where);
			}
			catch (IllegalArgumentException ex) {
				this.complaints.add(where + ": " + ex.getMessage());
			}
		}
	}

	/** What the panel shows of each series. */
	private void shown(Panel panel, JsonNode target, Answer answer, String where) {
		Set<String> labels = labels(IN_LEGEND, target.path("legendFormat").asString(""));
		labels.addAll(labels(IN_LINK, panel.json().path("fieldConfig").toString()));
		if (panel.type().equals("table")) {
			labels.addAll(columns(panel));
		}
		answer.series()
			.stream()
			.filter((series) -> !series.labels().keySet().containsAll(labels))
			.findFirst()
			.ifPresent(
					(series) -> this.complaints.add(where + ": of " + labels + " some are not in " + series.labels()));
	}

	Answer answer(JsonNode target) {
		String expression = target.path("expr").asString();
		return target.path("instant").asBoolean(false)
				? this.prometheus.query(this.variables.in(expression, Variables.SCRAPE))
				: range(expression, Variables.SCRAPE);
	}

	private Answer range(String expression, Duration step) {
		return this.prometheus.range(this.variables.in(expression, step), Variables.RANGE, step);
	}

	private void annotation(JsonNode annotation) {
		String where = "annotation " + annotation.path("name").asString();
		Duration step = Duration.parse("PT" + annotation.path("step").asString());
		Answer answer = range(annotation.path("expr").asString(), step);
		this.run++;
		complainOf(answer, where);
		Set<String> labels = labels(IN_LEGEND,
				annotation.path("titleFormat").asString() + annotation.path("textFormat").asString());
		labels.addAll(List.of(annotation.path("tagKeys").asString().split(",")));
		if (answer.series().stream().noneMatch((series) -> series.labels().keySet().containsAll(labels))) {
			this.complaints.add(where + ": none has " + labels + ": " + answer.series());
		}
	}

	private void variable(JsonNode variable) {
		LabelValues.of(variable.path("query").path("query").asString("")).ifPresent((query) -> {
			String selector = this.variables.in(query.selector(), Variables.SCRAPE);
			this.run++;
			if (this.prometheus.labelValues(selector, query.label()).isEmpty()) {
				this.complaints.add("variable " + variable.path("name").asString() + ": has no values");
			}
		});
	}

	private void complainOf(Answer answer, String where) {
		if (!answer.error().isEmpty()) {
			this.complaints.add(where + ": " + answer.error());
		}
		else if (answer.isEmpty() && (TELLS_OF_CARRIERS || !where.contains("jvm_threads_virtual_"))) {
			this.complaints.add(where + ": is answered with nothing");
		}
	}

	private static Set<String> labels(Pattern pattern, String text) {
		Set<String> labels = new TreeSet<>();
		pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).forEach(labels::add);
		return labels;
	}

	/** The labels that a table makes columns of. */
	private static Set<String> columns(Panel table) {
		Set<String> columns = new TreeSet<>();
		for (JsonNode transformation : table.json().path("transformations")) {
			columns.addAll(transformation.path("options").path("renameByName").propertyNames());
		}
		columns.removeIf((column) -> VALUE_COLUMN.matcher(column).matches());
		return columns;
	}

}
