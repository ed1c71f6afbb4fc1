package dev.corral.dump;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskStatus;

/** The words that all text dumps share. */
final class DumpFormat {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

	private DumpFormat() {
	}

	static String headline(Counts counts, int scopes, Instant at) {
		return "corral tasks: " + number(counts.live()) + " live, " + number(counts.leaked()) + " leaked, "
				+ number(scopes) + " scopes at " + time(at);
	}

	static String time(Instant at) {
		return TIME.format(at);
	}

	static String state(TaskStatus status, Thread.State state) {
		return (status == TaskStatus.RUNNING) ? state.name() : status + "/" + state;
	}

	static String age(Duration age) {
		return Age.of(age).toString();
	}

	// The unit once, when both have the same
	static String ages(Duration youngest, Duration oldest) {
		Age from = Age.of(youngest);
		Age to = Age.of(oldest);
		if (from.equals(to)) {
			return to.toString();
		}
		return (from.unit.equals(to.unit) ? from.number : from) + " to " + to;
	}

	// Thousands are set apart by a space
	static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
	}

	static String amount(long number, String unit) {
		return number(number) + " " + plural(number, unit);
	}

	private static String plural(long number, String unit) {
		return (number != 1) ? unit + "s" : unit;
	}

	/**
	 * A duration as people say it.
	 *
	 * @param number how many
	 * @param unit of what, in the singular
	 */
	private record Age(long number, String unit) {

		private static Age of(Duration age) {
			if (age.toDays() > 0) {
				return new Age(age.toDays(), "day");
			}
			if (age.toHours() > 0) {
				return new Age(age.toHours(), "hour");
			}
			if (age.toMinutes() > 0) {
				return new Age(age.toMinutes(), "minute");
			}
			return (age.toSeconds() > 0) ? new Age(age.toSeconds(), "second") : new Age(age.toMillis(), "ms");
		}

		@Override
		public String toString() {
			return this.number + " " + (this.unit.equals("ms") ? this.unit : plural(this.number, this.unit));
		}

	}

}
