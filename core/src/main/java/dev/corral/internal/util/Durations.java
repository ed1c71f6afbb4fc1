package dev.corral.internal.util;

import java.time.Duration;

/**
 * The one form of durations in log lines: {@code 250 ms}, {@code 1.5 s},
 * {@code 3 min 20 s}.
 */
public final class Durations {

	/*-
	 * Without BigDecimal and formatters: a panic may be reported when memory has run out, and a
	 * class of the JDK whose initialiser fails then can never be used again, by nobody.
	 */

	/** From this number of seconds on, milliseconds would overflow. */
	private static final long HUGE = Long.MAX_VALUE / 1000;

	private Durations() {
	}

	public static String text(Duration duration) {
		long millis = (duration.toSeconds() < HUGE) ? duration.toMillis() : Long.MAX_VALUE;
		if (millis < 1_000) {
			return millis + " ms";
		}
		if (millis < 60_000) {
			return millis / 1_000 + fraction((int) (millis % 1_000)) + " s";
		}
		return (millis < 3_600_000) ? inTwo(duration.toMinutes(), " min", duration.toSecondsPart(), " s")
				: inTwo(duration.toHours(), " h", duration.toMinutesPart(), " min");
	}

	private static String fraction(int millis) {
		if (millis == 0) {
			return "";
		}
		String digits = String.valueOf(1_000 + millis).substring(1);
		int length = (millis % 100 == 0) ? 1 : (millis % 10 == 0) ? 2 : 3;
		return '.' + digits.substring(0, length);
	}

	private static String inTwo(long whole, String unit, int part, String smallerUnit) {
		return whole + unit + ((part != 0) ? " " + part + smallerUnit : "");
	}

}
