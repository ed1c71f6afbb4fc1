package dev.corral.benchmarks;

import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * A grouped dump of parked tasks to a file, against
 * {@code HotSpotDiagnosticMXBean.dumpThreads} of the same threads as JSON:
 * {@code benchmarks/run dump-grouped}.
 */
final class DumpQuestion implements Question {

	private static final int TASKS = 100_000;

	@Override
	public String name() {
		return "dump-grouped";
	}

	@Override
	public String text() {
		return "grouped text dump of 100 000 parked tasks / dumpThreads as JSON";
	}

	@Override
	public Budget budget() {
		return new Budget(0.5, 0.25);
	}

	@Override
	public List<String> options() {
		return Question.touchedHeap("2g");
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			Parked parked = Parked.tasks(corral, TASKS);
			Map<String, double[]> ratios = Rotation.pair(Dumps.GROUPED.of(corral), Dumps.JDK.of(corral))
				.ratios(seconds);
			parked.release(corral);
			return ratios;
		}
	}

}
