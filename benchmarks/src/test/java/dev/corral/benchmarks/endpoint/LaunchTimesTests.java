package dev.corral.benchmarks.endpoint;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A launch that waits for the one before counts its wait. */
class LaunchTimesTests {

	@Test
	void percentilesAreThoseOfCallsAndOfIntendedStarts() {
		LaunchTimes times = new LaunchTimes(100);
		for (int i = 0; i < 50; i++) {
			times.add(0, 9_000, 10_000);
		}
		LaunchTimes others = new LaunchTimes(50);
		for (int i = 0; i < 50; i++) {
			others.add(0, 0, 5_000);
		}
		LaunchTimes all = LaunchTimes.together(List.of(times, others));
		assertThat(times.call(0.99)).isEqualTo(1);
		assertThat(times.sinceIntended(0.99)).isEqualTo(10);
		assertThat(all.call(0.25)).isEqualTo(1);
		assertThat(all.call(0.99)).isEqualTo(5);
		assertThat(all.sinceIntended(0.25)).isEqualTo(5);
		assertThat(all.sinceIntended(1)).isEqualTo(10);
	}

}
