package dev.corral.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * Launches from a thread that has an uncaught-exception handler of its own, as those of
 * Reactor and Kafka, against launches from a thread without one, while many tasks are
 * live: {@code benchmarks/run foreign}. By the number of live tasks, without a budget:
 * {@code benchmarks/run growth-foreign}.
 */
final class ForeignQuestion extends LiveTasksQuestion {

	private static final int[] LIVE = { 100_000 };

	private static final int[] GROWING_LIVE = { 1_000, 10_000, 100_000, 200_000 };

	ForeignQuestion(boolean growth) {
		super("foreign", new Budget(1.2, 1.05), growth);
	}

	@Override
	public String text() {
		return "launch, run, settle of an empty task from a thread with a handler of its own, with "
				+ (this.growth ? "1 000 to 200 000" : "100 000") + " live tasks / from a thread without one";
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Map<String, double[]> ratios = new LinkedHashMap<>();
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0));
				ExecutorService plain = Launches.launchers(1);
				ExecutorService foreign = withHandler()) {
			for (int live : this.growth ? GROWING_LIVE : LIVE) {
				Parked parked = Parked.tasks(corral, live);
				Work measured = Launches.together(1, (i) -> Launches.supervised(corral), foreign);
				Work baseline = Launches.together(1, (i) -> Launches.supervised(corral), plain);
				ratios.putAll(new Rotation().compare(this.growth ? "Corral," + live : RATIO, measured, baseline)
					.ratios(seconds));
				parked.release(corral);
			}
		}
		return ratios;
	}

	private static ExecutorService withHandler() {
		return Executors.newFixedThreadPool(1,
				Thread.ofPlatform().daemon().uncaughtExceptionHandler((thread, thrown) -> {
				}).factory());
	}

}
