package dev.corral.benchmarks;

import java.time.Duration;
import java.util.Map;

import dev.corral.Corral;

/** What a timeout adds to a launch: {@code benchmarks/run timeout}. */
final class TimeoutQuestion implements Question {

	@Override
	public String name() {
		return "timeout";
	}

	@Override
	public String text() {
		return "launch with a timeout / the same without";
	}

	@Override
	public Budget budget() {
		return new Budget(1.1, 1.02);
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			return Rotation
				.pair(Launches.described(corral.task("timed").timeout(Duration.ofSeconds(30))),
						Launches.described(corral.task("plain")))
				.ratios(seconds);
		}
	}

}
