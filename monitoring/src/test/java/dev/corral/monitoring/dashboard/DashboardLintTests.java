package dev.corral.monitoring.dashboard;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.monitoring.Programs;
import dev.corral.monitoring.Repository;

import static org.assertj.core.api.Assertions.assertThat;

/** The dashboards against the linter, and against what writes them. */
class DashboardLintTests {

	static List<Dashboard> dashboards() {
		return Dashboard.all();
	}

	@Test
	void bothDashboardsAreLookedAt() {
		assertThat(dashboards()).extracting(Dashboard::uid).containsExactly("corral-task-detail", "corral-tasks");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void linterHasNothingAgainstADashboard(Dashboard dashboard) {
		assertThat(Linter.lint(dashboard)).isEmpty();
		assertThat(dashboard.panels()).hasSizeGreaterThan(15);
	}

	@Test
	void dashboardsAreWhatTheGeneratorWrites() throws Exception {
		Programs.Result result = Programs.run(Repository.ROOT, Programs.installed("python3").toString(),
				"grafana/dashboards.py", "--check");
		assertThat(result.code()).as(result.printed()).isZero();
	}

}
