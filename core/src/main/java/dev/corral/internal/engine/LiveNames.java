package dev.corral.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.corral.internal.util.Plural;
import dev.corral.monitor.Printable;

/**
 * The tasks that a closer waits for, for a line of the log.
 *
 * @param tasks how many there are
 * @param text the names with most tasks, each with its number
 */
record LiveNames(int tasks, String text) {

	/** How many names a line has. */
	private static final int MAX_NAMES = 10;

	static LiveNames of(Map<String, Integer> tasksByName) {
		List<Map.Entry<String, Integer>> live = new ArrayList<>(tasksByName.entrySet());
		live.sort(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
		StringBuilder names = new StringBuilder();
		for (Map.Entry<String, Integer> entry : live.subList(0, Math.min(MAX_NAMES, live.size()))) {
			names.append(names.isEmpty() ? "" : ", ").append(entry.getValue()).append(" named \"");
			names.append(Printable.of(entry.getKey())).append('"');
		}
		if (live.size() > MAX_NAMES) {
			names.append(" and ").append(Plural.of(live.size() - MAX_NAMES, "further name", "further names"));
		}
		return new LiveNames(live.stream().mapToInt(Map.Entry::getValue).sum(), names.toString());
	}

}
