package dev.corral.monitoring.live;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VariablesTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void chosenInstancesAreAlternativesWhoseDotsAreDots() {
		Variables two = Variables.all().choose("instance", List.of("127.0.0.1:80", "b:90"));
		assertThat(two.in("up{instance=~\"$instance\", job=~\"${job}\"}", SECOND))
			.isEqualTo("up{instance=~\"(127\\\\.0\\\\.0\\\\.1:80|b:90)\", job=~\".+\"}");
	}

	@Test
	void oneValueIsQuoted() {
		assertThat(Variables.all().choose("task", "a\"b.c").in("x{task=\"$task\"}", SECOND))
			.isEqualTo("x{task=\"a\\\"b.c\"}");
	}

	@Test
	void rateIntervalIsFourScrapesOrTheStepAndOne() {
		String query = "rate(x[$__rate_interval]) + increase(x[$__range])";
		assertThat(Variables.all().in(query, SECOND)).isEqualTo("rate(x[4s]) + increase(x[300s])");
		assertThat(Variables.all().in(query, Duration.ofMinutes(1))).isEqualTo("rate(x[61s]) + increase(x[300s])");
	}

	@Test
	void unknownVariableIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Variables.all().in("$jobb", SECOND))
			.withMessage("no variable $jobb");
	}

}
