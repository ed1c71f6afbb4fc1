package dev.corral.internal.util;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DurationsTests {

	@ParameterizedTest
	@CsvSource({ "0, 0 ms", "999, 999 ms", "1000, 1 s", "1500, 1.5 s", "1050, 1.05 s", "1005, 1.005 s", "1120, 1.12 s",
			"10000, 10 s", "59999, 59.999 s", "60000, 1 min", "200000, 3 min 20 s", "3600000, 1 h",
			"11100000, 3 h 5 min", "90000000, 25 h" })
	void longDurationsHaveFewerDigits(long millis, String text) {
		assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
	}

}
