package dev.corral.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules of Prometheus, by its own tools, and what these do not look at. */
class RulesTests {

	private static final Path TESTS = Repository.ROOT.resolve("grafana/prometheus/tests/alerts_test.yml");

	@Test
	void promtoolHasNothingAgainstTheRules() throws Exception {
		assertThat(lint(Repository.RULES)).satisfies((result) -> {
			assertThat(result.code()).as(result.printed()).isZero();
			assertThat(result.printed()).contains("SUCCESS").doesNotContain("FAILED");
		});
	}

	@Test
	void mistakeInARuleIsFound(@TempDir Path folder) throws Exception {
		for (Path rules : rules(Repository.RULES)) {
			Files.copy(rules, folder.resolve(rules.getFileName()));
		}
		Path alerts = folder.resolve("alerts.yml");
		Files.writeString(alerts, Files.readString(alerts).replace("expr: corral_tasks_leaked > 0", "expr: (leaked"));
		assertThat(lint(folder)).satisfies((result) -> {
			assertThat(result.code()).isNotZero();
			assertThat(result.printed()).contains("could not parse expression");
		});
	}

	private static Programs.Result lint(Path folder) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Programs.prometheus("promtool").toString(), "check", "rules", "--lint=all", "--lint-fatal"));
		rules(folder).forEach((rules) -> command.add(rules.toString()));
		return Programs.run(folder, command.toArray(String[]::new));
	}

	private static List<Path> rules(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			List<Path> rules = files.sorted().toList();
			assertThat(rules).isNotEmpty();
			return rules;
		}
	}

	@Test
	void promtoolsTestsPass() throws Exception {
		Programs.Result result = Programs.run(Repository.ROOT, Programs.prometheus("promtool").toString(), "test",
				"rules", TESTS.toString());
		assertThat(result.code()).as(result.printed()).isZero();
	}

	@Test
	void everyAlertHasACaseThatFiresAndOneThatDoesNot() throws IOException {
		Set<String> firing = new TreeSet<>();
		Set<String> silent = new TreeSet<>();
		for (JsonNode test : Repository.yaml(TESTS).path("tests")) {
			Set<String> fired = new TreeSet<>();
			Set<String> asked = new TreeSet<>();
			for (JsonNode look : test.path("alert_rule_test")) {
				asked.add(look.path("alertname").asString());
				if (!look.path("exp_alerts").isEmpty()) {
					fired.add(look.path("alertname").asString());
				}
			}
			firing.addAll(fired);
			asked.removeAll(fired);
			silent.addAll(asked);
		}
		List<String> alerts = Repository.alerts().stream().map((alert) -> alert.path("alert").asString()).toList();
		assertThat(alerts).hasSize(12).doesNotHaveDuplicates();
		assertThat(firing).containsExactlyInAnyOrderElementsOf(alerts);
		assertThat(silent).containsExactlyInAnyOrderElementsOf(alerts);
	}

	@Test
	void alertsAreNamedAndToldInOneWay() throws IOException {
		for (JsonNode alert : Repository.alerts()) {
			String name = alert.path("alert").asString();
			JsonNode annotations = alert.path("annotations");
			assertThat(name).matches("Corral([A-Z][a-z]+)+");
			assertThat(alert.path("labels").path("severity").asString()).as(name).isIn("critical", "warning", "info");
			assertThat(annotations.path("summary").asString()).as(name).endsWith(".").doesNotContain("{{");
			assertThat(annotations.path("description").asString()).as(name).endsWith(".").contains("{{ $labels.");
		}
	}

	@Test
	void everyAlertHasASectionOfTheRunbookAndNothingElseHas() throws IOException {
		List<String> alerts = new ArrayList<>();
		for (JsonNode alert : Repository.alerts()) {
			String name = alert.path("alert").asString();
			alerts.add(name);
			assertThat(alert.path("annotations").path("runbook_url").asString())
				.isEqualTo("docs/runbook.md#" + anchor(name));
		}
		assertThat(sections()).containsExactlyElementsOf(alerts);
	}

	@Test
	void everySectionOfTheRunbookHasItsParts() throws IOException {
		String[] sections = runbook().split("(?m)^## ");
		assertThat(sections).hasSize(13);
		assertThat(Stream.of(sections).skip(1)).allSatisfy((section) -> assertThat(section)
			.containsSubsequence("**First look.**", "**Likely causes.**", "**Silence.**"));
	}

	private static List<String> sections() throws IOException {
		return runbook().lines().filter((line) -> line.startsWith("## ")).map((line) -> line.substring(3)).toList();
	}

	private static String runbook() throws IOException {
		return Files.readString(Repository.ROOT.resolve("docs/runbook.md"));
	}

	private static String anchor(String heading) {
		return heading.toLowerCase(Locale.ROOT).replace(' ', '-');
	}

}
