package dev.corral.benchmarks.endpoint;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service with more names than are told apart is compared with one that has as many.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScrapeRunTests {

	@Test
	void namesBeyondTheCapAreOneAndNoLaunchIsMissing() throws Exception {
		List<String> lines = ScrapeRun.run(1000, 1).text().lines().toList();
		assertThat(lines).anyMatch((line) -> line.startsWith("| 200 |") && line.contains("| 201 | 200 | 1 |"))
			.anyMatch((line) -> line.startsWith("| 1 000 |") && line.contains("| 201 | 1 000 | 1 |"));
		assertThat(lines).filteredOn((line) -> line.contains("gate 0"))
			.hasSize(2)
			.allMatch((line) -> line.endsWith("PASS"));
	}

}
