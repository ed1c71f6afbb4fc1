package dev.corral.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.benchmarks.peers.ExecutorPeer;

/**
 * How the price of a launch grows with the number of tasks in a batch, against raw
 * virtual threads in batches of the same size: {@code benchmarks/run growth-launch}.
 */
final class GrowthQuestion implements Question {

	private static final int[] BATCHES = { 1_000, 10_000, 100_000, 1_000_000 };

	@Override
	public String name() {
		return "growth-launch";
	}

	@Override
	public String text() {
		return "launch, run, settle of empty tasks in batches of 1 000 to 1 000 000 / Thread.startVirtualThread";
	}

	@Override
	public Chart chart() {
		return Chart.LINES;
	}

	@Override
	public List<String> options() {
		return Question.touchedHeap("4g");
	}

	@Override
	public Effort effort() {
		return Effort.ANY.withForks(4).withTimeout(Duration.ofMinutes(5));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Map<String, double[]> ratios = new LinkedHashMap<>();
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			for (int batch : BATCHES) {
				Work raw = Launches.raw(batch);
				ratios.putAll(
						new Rotation().compare("Corral," + batch, Launches.described(corral.task("empty"), batch), raw)
							.compare("Corral scope," + batch, Launches.scoped(corral, batch), raw)
							.compare("virtual thread executor," + batch, new ExecutorPeer().launches(batch), raw)
							.ratios(seconds));
			}
		}
		return ratios;
	}

}
