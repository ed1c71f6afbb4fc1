package dev.corral.monitoring.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.corral.monitoring.Programs;
import dev.corral.monitoring.dashboard.Dashboard;
import dev.corral.monitoring.dashboard.Panel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dashboards, rules and the scrape, against a fleet of the sample and a real Prometheus.
 */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveTests {

	private static final String RUN_BY_ALL = "check-price";

	private static final String LEAKED = "CorralTasksLeaked";

	private Fleet fleet;

	@BeforeAll
	void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
		Programs.prometheus("prometheus");
		this.fleet = new Fleet(folder);
	}

	@AfterAll
	void stop() {
		if (this.fleet != null) {
			this.fleet.close();
		}
	}

	static List<Dashboard> dashboards() {
		return Dashboard.all();
	}

	private Queries queries(Dashboard dashboard) {
		return new Queries(this.fleet.prometheus(), variables(dashboard));
	}

	/** All, or the task that leaks where only one can be chosen. */
	private static Variables variables(Dashboard dashboard) {
		boolean many = dashboard.variables()
			.stream()
			.filter((variable) -> variable.path("name").asString().equals("task"))
			.allMatch((variable) -> variable.path("multi").asBoolean(false));
		return many ? Variables.all() : Variables.all().choose("task", Fleet.LEAKING);
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void everyQueryIsAnswered(Dashboard dashboard) {
		Await.untilHolds(() -> {
			Queries queries = queries(dashboard).all(dashboard);
			assertThat(queries.complaints()).isEmpty();
			assertThat(queries.run()).isGreaterThan(30);
		});
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void typoInAMetricIsFound(Dashboard dashboard) {
		assertThat(complaintsAfter(dashboard, "corral_tasks_live", "corral_task_live")).singleElement()
			.asString()
			.endsWith("is answered with nothing");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void typoInALabelIsFound(Dashboard dashboard) {
		assertThat(complaintsAfter(dashboard, "task=", "tsak=")).singleElement().asString().contains("nothing");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void typoInAVariableIsFound(Dashboard dashboard) {
		assertThat(complaintsAfter(dashboard, "$instance", "$instanse")).singleElement()
			.asString()
			.endsWith("no variable $instanse");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void mistakeInAFunctionIsFound(Dashboard dashboard) {
		assertThat(complaintsAfter(dashboard, "sum(", "summ(")).singleElement().asString().contains("summ");
	}

	private List<String> complaintsAfter(Dashboard dashboard, String part, String other) {
		Panel live = dashboard.panel("Live");
		live.target().put("expr", live.target().path("expr").asString().replace(part, other));
		Queries queries = queries(dashboard);
		queries.panel(live);
		return queries.complaints();
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void legendWhoseLabelIsNotThereIsFound(Dashboard dashboard) {
		Panel panel = dashboard.panel("Live");
		panel.target().put("legendFormat", "{{pod}}");
		Queries queries = queries(dashboard);
		queries.panel(panel);
		assertThat(queries.complaints()).singleElement().asString().contains("[pod]");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void columnWhoseLabelIsNotThereIsFound(Dashboard dashboard) {
		Panel table = dashboard.panels()
			.stream()
			.filter((each) -> each.type().equals("table"))
			.findFirst()
			.orElseThrow();
		((ObjectNode) table.json().path("transformations").path(1).path("options").path("renameByName")).put("pod",
				"Pod");
		Await.untilHolds(() -> {
			Queries queries = queries(dashboard);
			queries.panel(table);
			assertThat(queries.complaints()).hasSameSizeAs(table.targets())
				.allSatisfy((complaint) -> assertThat(complaint).contains("pod"));
		});
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void instanceVariableSeparatesTheFleet(Dashboard dashboard) {
		Variables everywhere = Variables.all().choose("task", RUN_BY_ALL);
		List<String> fleet = this.fleet.samples().stream().map(Sample::instance).toList();
		assertThat(instancesAnswering(dashboard, everywhere)).containsExactlyInAnyOrderElementsOf(fleet);
		for (String instance : fleet) {
			assertThat(instancesAnswering(dashboard, everywhere.choose("instance", List.of(instance))))
				.containsExactly(instance);
		}
	}

	private Set<String> instancesAnswering(Dashboard dashboard, Variables chosen) {
		Queries queries = new Queries(this.fleet.prometheus(), chosen);
		Set<String> instances = new TreeSet<>();
		for (Panel panel : dashboard.panels()) {
			for (JsonNode target : panel.targets()) {
				Answer answer = queries.answer(target);
				assertThat(answer.error()).as("%s, %s", panel, target.path("expr")).isEmpty();
				answer.series().forEach((series) -> {
					String instance = series.labels().get("instance");
					if (instance != null) {
						instances.add(instance);
					}
				});
			}
		}
		return instances;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void chosenInstancesAreCounted(int chosen) {
		Dashboard dashboard = Dashboard.all().get(1);
		List<String> instances = this.fleet.samples().subList(0, chosen).stream().map(Sample::instance).toList();
		Queries queries = new Queries(this.fleet.prometheus(), Variables.all().choose("instance", instances));
		Await.untilHolds(
				() -> assertThat(queries.answer(dashboard.panel("Instances").target()).only()).isEqualTo(chosen));
	}

	@Test
	void everyRuleCanBeEvaluated() {
		List<JsonNode> rules = this.fleet.prometheus().rules();
		assertThat(rules).hasSize(20).allSatisfy((rule) -> {
			assertThat(rule.path("lastError").asString("")).isEmpty();
			assertThat(rule.path("health").asString()).isEqualTo("ok");
		});
	}

	@Test
	void everyRecordingRuleHasSeriesOfEveryInstanceOrOfTheJob() {
		List<String> names = this.fleet.prometheus()
			.rules()
			.stream()
			.filter((rule) -> rule.path("type").asString().equals("recording"))
			.map((rule) -> rule.path("name").asString())
			.toList();
		assertThat(names).hasSize(8).allSatisfy((name) -> {
			String count = "count(count by (job, instance) (" + name + "))";
			Await.untilHolds(() -> assertThat(this.fleet.prometheus().query(count).only())
				.isEqualTo(name.startsWith("job") ? 1 : 3));
		});
	}

	@Test
	void alertOfLeaksFiresForTheInstanceThatLeaksAndNamesTheTask() {
		String instance = this.fleet.leaking().instance();
		Await.untilHolds(() -> assertThat(alertsOfLeaks()).singleElement().satisfies((alert) -> {
			assertThat(alert.path("state").asString()).isEqualTo("firing");
			assertThat(alert.path("labels").path("instance").asString()).isEqualTo(instance);
			assertThat(alert.path("annotations").path("description").asString()).isEqualTo(
					"Live tasks \"" + Fleet.LEAKING + "\" on " + instance + " that are leaked, reason stuck: 1.");
		}));
	}

	private List<JsonNode> alertsOfLeaks() {
		return this.fleet.prometheus()
			.alerts()
			.stream()
			.filter((alert) -> alert.path("labels").path("alertname").asString().equals(LEAKED))
			.toList();
	}

	@Test
	void promtoolHasNothingAgainstTheScrape(@TempDir Path folder) throws Exception {
		for (Sample sample : this.fleet.samples()) {
			Path scrape = folder.resolve("scrape.txt");
			Files.writeString(scrape, sample.scrape());
			assertThat(scrape).content().contains("corral_tasks_live{", "http_server_requests_seconds_count{");
			Programs.Result result = Programs.run(folder, ProcessBuilder.Redirect.from(scrape.toFile()),
					Programs.prometheus("promtool").toString(), "check", "metrics");
			assertThat(result).isEqualTo(new Programs.Result(0, ""));
		}
	}

	@Test
	void fleetIsOneJob() {
		assertThat(this.fleet.prometheus().labelValues("up", "job")).isEqualTo(List.of("corral-sample"));
		assertThat(this.fleet.prometheus().query("up").series()).extracting(Answer.Series::labels)
			.extracting((Map<String, String> labels) -> labels.get("instance"))
			.containsExactlyInAnyOrderElementsOf(this.fleet.samples().stream().map(Sample::instance).toList());
	}

}
