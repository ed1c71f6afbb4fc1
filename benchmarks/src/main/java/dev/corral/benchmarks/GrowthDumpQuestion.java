package dev.corral.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * How the price of a dump to a file grows with the number of parked tasks, against
 * {@code HotSpotDiagnosticMXBean.dumpThreads} of the same threads as JSON:
 * {@code benchmarks/run growth-dump}.
 */
final class GrowthDumpQuestion implements Question {

	private static final int[] TASKS = { 10_000, 100_000, 1_000_000 };

	private static final List<Dumps> KINDS = List.of(Dumps.GROUPED, Dumps.SAMPLED, Dumps.FULL);

	@Override
	public String name() {
		return "growth-dump";
	}

	@Override
	public String text() {
		return "text dump of 10 000 to 1 000 000 parked tasks / dumpThreads as JSON";
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
		return Effort.ANY.withForks(3).withTimeout(Duration.ofMinutes(10));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Map<String, double[]> ratios = new LinkedHashMap<>();
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			for (int tasks : TASKS) {
				Parked parked = Parked.tasks(corral, tasks);
				Rotation rotation = new Rotation();
				Work baseline = Dumps.JDK.of(corral);
				KINDS.forEach((kind) -> rotation.compare(kind.label() + "," + tasks, kind.of(corral), baseline));
				ratios.putAll(rotation.ratios(seconds));
				parked.release(corral);
			}
		}
		return ratios;
	}

}
