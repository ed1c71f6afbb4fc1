package dev.corral.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;

/**
 * Launches that are refused, because a launcher has as many parked tasks as it may have,
 * against launches that are accepted, run and settled: {@code benchmarks/run refusal}. By
 * the limit, without a budget: {@code benchmarks/run growth-refusal}.
 */
final class RefusalQuestion extends LiveTasksQuestion {

	private static final int[] LIMITS = { 1_000, 200_000 };

	private static final int[] GROWING_LIMITS = { 1_000, 10_000, 100_000, 200_000 };

	RefusalQuestion(boolean growth) {
		super("refusal", new Budget(1.0, 0.5), growth);
	}

	@Override
	public String text() {
		return "refused launch with a limit of 1 000 to 200 000 live tasks / launch, run, settle of an empty task";
	}

	// One full launcher at a time: tasks of another one would be in the collector's way
	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Map<String, double[]> ratios = new LinkedHashMap<>();
		try (Corral open = Corral.create()) {
			Work accepted = Launches.supervised(open);
			for (int limit : this.growth ? GROWING_LIMITS : LIMITS) {
				try (Corral full = Corral.create(CorralConfig.defaults().withMaxLive(limit))) {
					Parked parked = Parked.tasks(full, limit);
					String name = this.growth ? "Corral," + limit
							: String.format(Locale.ROOT, "limit of %,d", limit).replace(',', ' ');
					ratios
						.putAll(new Rotation().compare(name, refused(full.task("refused")), accepted).ratios(seconds));
					parked.release(full);
				}
			}
		}
		return ratios;
	}

	private static Work refused(TaskSpec spec) {
		TaskBody never = () -> {
		};
		return () -> {
			int refused = 0;
			for (int i = 0; i < Launches.BATCH; i++) {
				try {
					spec.launch(never);
				}
				catch (RejectedExecutionException ex) {
					refused++;
				}
			}
			if (refused != Launches.BATCH) {
				throw new IllegalStateException("only " + refused + " launches were refused");
			}
			return refused;
		};
	}

}
