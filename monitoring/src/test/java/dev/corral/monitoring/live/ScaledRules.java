package dev.corral.monitoring.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.corral.monitoring.Repository;

/**
 * The shipped rules with shorter durations: a day lasts 45 seconds. A table has a
 * counterpart for each duration; longer ones stay longer. Nothing else is changed.
 * <p>
 * Prometheus scrapes and evaluates every half second. The shortest range has 20 scrapes,
 * so a busy machine may miss some. The shortest {@code for} has four evaluations. It
 * starts again when a scrape is missed, so a cause must last until its alert fires.
 */
final class ScaledRules {

	/** How often is scraped and evaluated, as it stands in Prometheus' configuration. */
	static final String INTERVAL = "500ms";

	/** Ranges and offsets. */
	private static final Map<String, String> RANGES = Map.of("5m", "10s", "10m", "12s", "30m", "15s", "1h", "25s", "2h",
			"40s", "1d", "45s");

	/** How long a condition must hold, or an alert outlasts it. */
	private static final Map<String, String> HOLDS = Map.of("5m", "2s", "10m", "3s", "15m", "4s", "30m", "5s");

	private static final List<String> FILES = List.of("recording.yml", "alerts.yml");

	private static final Pattern HOLD = Pattern.compile("\\s*(keep_firing_)?for: .*");

	/** Those in names of recording rules have a letter before them. */
	static final Pattern DURATION = Pattern.compile("(?<!\\w)\\d+[smhd]\\b");

	private ScaledRules() {
	}

	/**
	 * Writes the scaled rules.
	 * @param folder where they are written
	 * @return their names
	 */
	static List<String> write(Path folder) throws IOException {
		for (String file : FILES) {
			Files.writeString(folder.resolve(file), scale(Files.readString(Repository.RULES.resolve(file))));
		}
		return FILES;
	}

	/**
	 * Scales durations.
	 * @param text rules or a query
	 * @return the same with scaled durations
	 * @throws IllegalArgumentException when a duration has no counterpart
	 */
	static String scale(String text) {
		StringBuilder scaled = new StringBuilder();
		text.lines().forEach((line) -> scaled.append(scaleLine(line)).append('\n'));
		return scaled.toString();
	}

	private static String scaleLine(String line) {
		Map<String, String> table = HOLD.matcher(line).matches() ? HOLDS : RANGES;
		return DURATION.matcher(line).replaceAll((match) -> {
			String scaled = table.get(match.group());
			if (scaled == null) {
				throw new IllegalArgumentException("no counterpart of " + match.group() + " in: " + line);
			}
			return scaled;
		});
	}

}
