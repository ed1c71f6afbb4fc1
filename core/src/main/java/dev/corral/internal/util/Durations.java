package dev.corral.internal.util;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The one form of durations in log lines: {@code 250 ms}, {@code 1.5 s},
 * {@code 3 min 20 s}.
 */
public final class Durations {

	private Durations() {
	}

	public static String text(Duration duration) {
		long millis = duration.toMillis();
		if (millis < 1_000) {
			return millis + " ms";
		}
		if (millis < 60_000) {
			return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
		}
		return (millis < 3_600_000) ? inTwo(duration.toMinutes(), " min", duration.toSecondsPart(), " s")
				: inTwo(duration.toHours(), " h", duration.toMinutesPart(), " min");
	}

	private static String inTwo(long whole, String unit, int part, String smallerUnit) {
		return whole + unit + ((part != 0) ? " " + part + smallerUnit : "");
	}

}
