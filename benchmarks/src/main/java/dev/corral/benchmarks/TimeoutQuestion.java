package dev.corral.benchmarks;

import java.time.Duration;

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
	public double gate() {
		return 1.1;
	}

	@Override
	public double goal() {
		return 1.02;
	}

	@Override
	public double[] measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			return new Pair(Launches.described(corral.task("timed").timeout(Duration.ofSeconds(30))),
					Launches.described(corral.task("plain")))
				.ratios(seconds);
		}
	}

}
