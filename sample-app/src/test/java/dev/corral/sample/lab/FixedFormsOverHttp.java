package dev.corral.sample.lab;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.Corral;
import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ends by itself is under no verdict of any reason, neither while it lives nor
 * after. The thresholds of the laboratory leave it time to end.
 */
abstract class FixedFormsOverHttp extends LabOverHttp {

	FixedFormsOverHttp(Corral corral, int port) {
		super(corral, port);
	}

	static Stream<Arguments> endingForms() {
		return LabTests.endingForms();
	}

	@ParameterizedTest
	@MethodSource("endingForms")
	void endingFormEndsByItselfAndIsNoLeak(String scenario, String form) throws Exception {
		List<Long> ids = start(scenario, form);
		assertThat(this.lab.prove()).isEmpty();
		untilGone(scenario, ids);
		assertThat(this.lab.prove()).isEmpty();
		assertThat(this.lab.recent(scenario)).isEmpty();
		for (LeakReason reason : LeakReason.values()) {
			assertThat(this.lab.meters(scenario, reason)).as(reason.name())
				.isEqualTo(new LabClient.LeakMeters(0, 0, 0));
		}
	}

}
