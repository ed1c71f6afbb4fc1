package dev.corral.benchmarks;

import java.util.Map;

import dev.corral.Corral;
import dev.corral.TaskSpec;

/**
 * Launch and join of one task after the other, against the same with raw virtual threads:
 * {@code benchmarks/run joined}.
 */
final class JoinedQuestion implements Question {

	@Override
	public String name() {
		return "joined";
	}

	@Override
	public String text() {
		return "launch and join, one task after the other / Thread.startVirtualThread and Thread.join";
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			return Rotation.pair(supervised(corral.task("joined")), JoinedQuestion::raw).ratios(seconds);
		}
	}

	private static Work supervised(TaskSpec spec) {
		return () -> {
			for (int i = 0; i < Launches.BATCH; i++) {
				spec.launch(JoinedQuestion::nothing).join();
			}
			return Launches.BATCH;
		};
	}

	private static long raw() throws InterruptedException {
		for (int i = 0; i < Launches.BATCH; i++) {
			Thread.startVirtualThread(JoinedQuestion::nothing).join();
		}
		return Launches.BATCH;
	}

	private static void nothing() {
	}

}
