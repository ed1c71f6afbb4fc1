package dev.corral.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.corral.monitor.Counts;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskStatus;

/** The output of a text dump, and what all text dumps share. Used by one thread. */
final class DumpText {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

	private static final int MAX_LINES = 4096;

	private final Appendable out;

	/** The lines of frames that were written: many stacks share them. */
	private final Map<StackTraceElement, String> lines = new HashMap<>();

	DumpText(Appendable out) {
		this.out = out;
	}

	void append(CharSequence text) {
		try {
			this.out.append(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void head(Counts counts, int scopes, Instant at, String end) {
		append("corral tasks: " + number(counts.live()) + " live, " + number(counts.leaked()) + " leaked, "
				+ number(scopes) + " scopes at " + time(at) + end + "\n");
	}

	void foot(long shown, long total) {
		append("\nshown " + number(shown) + " of " + number(Math.max(shown, total)) + "\n");
	}

	void frames(List<StackTraceElement> stack, StringBuilder block) {
		stack.forEach((frame) -> block.append(line(frame)));
	}

	private String line(StackTraceElement frame) {
		if (this.lines.size() >= MAX_LINES) {
			this.lines.clear();
		}
		return this.lines.computeIfAbsent(frame, (key) -> "\tat " + Printable.of(key.toString()) + "\n");
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

	// Groups of thousands are separated by a space
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
	 * A duration in its greatest unit.
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
