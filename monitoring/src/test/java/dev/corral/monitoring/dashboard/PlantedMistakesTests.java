package dev.corral.monitoring.dashboard;

import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A mistake of each kind, planted into the dashboards, is found as what it is. */
class PlantedMistakesTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(ofTheWhole(), ofPlaces(), ofVariables(), ofPanels(), ofQueries())
			.flatMap((mistakes) -> mistakes);
	}

	private static Stream<Arguments> ofTheWhole() {
		return Stream.of(mistake("uid", (dashboard) -> dashboard.json().put("uid", "corral tasks")),
				mistake("title", (dashboard) -> dashboard.json().remove("title")),
				mistake("tags", (dashboard) -> dashboard.json().putArray("tags")),
				mistake("editable", (dashboard) -> dashboard.json().put("editable", true)),
				mistake("editable", (dashboard) -> dashboard.json().remove("editable")),
				mistake("schema-version", (dashboard) -> dashboard.json().put("schemaVersion", 39)), mistake("link",
						(dashboard) -> dashboard.json().putArray("links").addObject().put("url", "/d/corral-task")));
	}

	private static Stream<Arguments> ofPlaces() {
		return Stream.of(
				mistake("panel-id",
						(dashboard) -> live(dashboard).json().set("id", dashboard.panel("Oldest").json().path("id"))),
				mistake("overlap", (dashboard) -> place(live(dashboard), "h", 6)),
				mistake("grid", (dashboard) -> place(dashboard.panels().get(0), "x", -1)));
	}

	private static Stream<Arguments> ofVariables() {
		return Stream.of(
				mistake("template-datasource", (dashboard) -> dashboard.variable("datasource").put("label", "Source")),
				mistake("template-datasource", (dashboard) -> dashboard.variable("datasource").put("query", "loki")),
				mistake("template-job", (dashboard) -> dashboard.variable("job").put("multi", false)),
				mistake("template-job", (dashboard) -> dashboard.variable("job").put("label", "job")),
				mistake("template-instance", (dashboard) -> dashboard.variable("instance").put("allValue", ".*")),
				mistake("template-instance", (dashboard) -> dashboard.variable("instance").put("includeAll", false)),
				mistake("template-on-time-change-reload", (dashboard) -> dashboard.variable("task").put("refresh", 1)),
				mistake("template-query-datasource",
						(dashboard) -> ((ObjectNode) dashboard.variable("job").path("datasource")).put("uid", "abc")),
				mistake("template-promql", (dashboard) -> query(dashboard, "label_values(corral_tasks_live{, task)")),
				mistake("template-promql", (dashboard) -> query(dashboard, "label_value(corral_tasks_live, task)")));
	}

	private static Stream<Arguments> ofPanels() {
		return Stream.of(mistake("panel-title", (dashboard) -> live(dashboard).json().put("title", " ")),
				mistake("panel-description", (dashboard) -> live(dashboard).json().remove("description")),
				mistake("panel-description", (dashboard) -> dashboard.panel("Durations").json().put("description", "")),
				mistake("panel-datasource",
						(dashboard) -> ((ObjectNode) live(dashboard).json().path("datasource")).put("uid", "abc")),
				mistake("panel-unit", (dashboard) -> ((ObjectNode) live(dashboard).defaults()).remove("unit")),
				mistake("panel-unit", (dashboard) -> ((ObjectNode) live(dashboard).defaults()).put("unit", "tasks")),
				mistake("panel-unit", PlantedMistakesTests::unitOfAColumn),
				mistake("panel-no-targets", (dashboard) -> live(dashboard).json().putArray("targets")));
	}

	private static Stream<Arguments> ofQueries() {
		return Stream.of(mistake("target-job", replaced("job=~\"$job\"", "job=\"$job\"")),
				mistake("target-job", replaced("job=~\"$job\", ", "")),
				mistake("target-job", replaced("job=~\"$job\"", "job=~\"$job\", job=~\"$job\"")),
				mistake("target-job", replaced("$job", "$instance")),
				mistake("target-instance", replaced("instance=~\"$instance\"", "instance!~\"$instance\"")),
				mistake("target-instance", replaced("instance=~\"$instance\"", "instance=~\"$instance.+\"")),
				mistake("target-rate-interval", replaced("[$__rate_interval]", "[5m]")),
				mistake("target-rate-interval", replaced("[$__rate_interval]", "[$__interval]")),
				mistake("target-counter-agg", replaced("rate(", "deriv(")),
				mistake("target-promql", replaced("[$__rate_interval])", "[$__rate_interval]")),
				mistake("target-promql", replaced("{job", "{{job")),
				mistake("target-counter-agg",
						(dashboard) -> live(dashboard).target()
							.put("expr", bare("sum(corral_tasks_launched_total{%s})"))),
				mistake("target-counter-agg",
						(dashboard) -> live(dashboard).target().put("expr", bare("corral_leaks_total{%s}"))),
				mistake("target-datasource", (dashboard) -> live(dashboard).target().remove("datasource")),
				mistake("target-job", (dashboard) -> ((ObjectNode) dashboard.annotations().get(0)).put("expr",
						"resets(process_uptime_seconds{instance=~\"$instance\"}[$__rate_interval]) > 0")));
	}

	private static Arguments mistake(String rule, Consumer<Dashboard> change) {
		return Arguments.of(rule, change);
	}

	@ParameterizedTest(name = "{index} {0}")
	@MethodSource("mistakes")
	void mistakeIsFound(String rule, Consumer<Dashboard> change) {
		for (Dashboard dashboard : Dashboard.all()) {
			change.accept(dashboard);
			assertThat(Linter.lint(dashboard)).as(dashboard.toString())
				.isNotEmpty()
				.allSatisfy((complaint) -> assertThat(complaint.rule()).isEqualTo(rule));
		}
	}

	private static Panel live(Dashboard dashboard) {
		return dashboard.panel("Live");
	}

	private static void place(Panel panel, String coordinate, int value) {
		((ObjectNode) panel.json().path("gridPos")).put(coordinate, value);
	}

	private static void query(Dashboard dashboard, String query) {
		((ObjectNode) dashboard.variable("task").path("query")).put("query", query);
	}

	private static void unitOfAColumn(Dashboard dashboard) {
		Panel table = dashboard.panels()
			.stream()
			.filter((panel) -> panel.type().equals("table"))
			.findFirst()
			.orElseThrow();
		ObjectNode unit = table.json()
			.path("fieldConfig")
			.path("overrides")
			.valueStream()
			.flatMap((override) -> override.path("properties").valueStream())
			.filter((property) -> property.path("id").asString("").equals("unit"))
			.map(ObjectNode.class::cast)
			.findFirst()
			.orElseThrow();
		unit.put("value", "seconds");
	}

	/** Changes the first query of a rate. */
	private static Consumer<Dashboard> replaced(String part, String other) {
		return (dashboard) -> {
			ObjectNode target = dashboard.panels()
				.stream()
				.filter((panel) -> panel.title().startsWith("Launches by"))
				.map(Panel::target)
				.findFirst()
				.orElseThrow();
			String expression = target.path("expr").asString();
			assertThat(expression).contains(part);
			target.put("expr", expression.replace(part, other));
		};
	}

	private static String bare(String expression) {
		return expression.formatted("job=~\"$job\", instance=~\"$instance\"");
	}

}
