package dev.corral.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.corral.internal.util.Plural;
import dev.corral.monitor.Counts;
import dev.corral.monitor.Printable;

/** Names the tasks that are live, for a line of the log. */
final class LiveNames {

	/** How many names a line has. */
	private static final int MAX_NAMES = 10;

	private LiveNames() {
	}

	// Those with most tasks first
	static String text(Map<String, Counts> countsByName) {
		List<Map.Entry<String, Long>> live = new ArrayList<>();
		countsByName.forEach((name, counts) -> {
			long tasks = counts.live() + counts.queued();
			if (tasks > 0) {
				live.add(Map.entry(name, tasks));
			}
		});
		live.sort(Map.Entry.<String, Long>comparingByValue().reversed());
		StringBuilder names = new StringBuilder();
		for (Map.Entry<String, Long> entry : live.subList(0, Math.min(MAX_NAMES, live.size()))) {
			names.append(names.isEmpty() ? "" : ", ").append(entry.getValue()).append(" named \"");
			names.append(Printable.of(entry.getKey())).append('"');
		}
		if (live.size() > MAX_NAMES) {
			names.append(" and ").append(Plural.of(live.size() - MAX_NAMES, "further name", "further names"));
		}
		return names.toString();
	}

}
