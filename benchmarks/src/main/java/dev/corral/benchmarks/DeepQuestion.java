package dev.corral.benchmarks;

import java.util.Map;

import dev.corral.Corral;

/**
 * Launch, run and settle when the launching thread's stack is deep, as below a web
 * server's filters, against raw virtual threads from the same depth:
 * {@code benchmarks/run deep}.
 */
final class DeepQuestion implements Question {

	private static final int FRAMES = 500;

	@Override
	public String name() {
		return "deep";
	}

	@Override
	public String text() {
		return "launch, run, settle of an empty task from below " + FRAMES + " frames / Thread.startVirtualThread";
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			return Rotation.pair(below(Launches.supervised(corral)), below(Launches.raw())).ratios(seconds);
		}
	}

	private static Work below(Work work) {
		return () -> descend(FRAMES, work);
	}

	private static long descend(int frames, Work work) throws Exception {
		return (frames == 0) ? work.run() : descend(frames - 1, work);
	}

}
