package dev.corral.monitoring.live;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.corral.monitoring.Repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ScaledRulesTests {

	@Test
	void shippedRulesDifferInTheirDurationsAlone(@TempDir Path folder) throws Exception {
		assertThat(ScaledRules.write(folder)).hasSize(2).allSatisfy((file) -> {
			String shipped = Files.readString(Repository.RULES.resolve(file));
			String scaled = Files.readString(folder.resolve(file));
			assertThat(scaled).isNotEqualTo(shipped);
			assertThat(withoutDurations(scaled)).isEqualTo(withoutDurations(shipped));
		});
	}

	private static String withoutDurations(String rules) {
		return ScaledRules.DURATION.matcher(rules).replaceAll("DURATION");
	}

	@Test
	void rangesOffsetsAndHoldsAreScaled() {
		assertThat(ScaledRules.scale("increase(x:rate5m[10m:]) > x offset 1d\nfor: 5m\nkeep_firing_for: 10m\n"))
			.isEqualTo("increase(x:rate5m[12s:]) > x offset 45s\nfor: 2s\nkeep_firing_for: 3s\n");
	}

	@Test
	void durationWithoutCounterpartIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ScaledRules.scale("rate(x[7m])"))
			.withMessage("no counterpart of 7m in: rate(x[7m])");
	}

}
