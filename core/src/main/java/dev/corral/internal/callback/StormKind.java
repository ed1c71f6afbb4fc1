package dev.corral.internal.callback;

import java.util.List;

import org.slf4j.event.Level;

import dev.corral.monitor.Printable;

/**
 * What lines have in common that say the same of different tasks or failures.
 *
 * @param topic which logger they go to
 * @param level their level
 * @param what who has done what, as the line with their number begins
 * @param exception the class of what was thrown, empty for nothing
 * @param frame the innermost frame of its stack, empty when it has none
 */
public record StormKind(LogTopic topic, Level level, String what, String exception, String frame) {

	/** How many characters of each part are kept. */
	private static final int MAX_LENGTH = 300;

	public static StormKind of(LogTopic topic, Level level, String what) {
		return new StormKind(topic, level, Printable.cut(what, MAX_LENGTH), "", "");
	}

	// Of all tasks that are counted under a name
	public static StormKind ofTasks(LogTopic topic, Level level, String name, String verb) {
		return of(topic, level, "Tasks named \"" + Printable.of(name) + "\" " + verb);
	}

	// Of a throwable whose stack was read before
	public StormKind with(Throwable thrown, List<StackTraceElement> stack) {
		return with(thrown, stack.isEmpty() ? "" : Printable.of(stack.get(0).toString()));
	}

	// Of a throwable whose stack cannot be read now
	public StormKind unread(Throwable thrown) {
		return with(thrown, "a place that was not read in time");
	}

	private StormKind with(Throwable thrown, String place) {
		return new StormKind(this.topic, this.level, this.what,
				Printable.cut(Printable.of(thrown.getClass().getName()), MAX_LENGTH), Printable.cut(place, MAX_LENGTH));
	}

	// Class and place of what was thrown, as the end of a clause
	String cause() {
		if (this.exception.isEmpty()) {
			return "";
		}
		return " with " + this.exception + (this.frame.isEmpty() ? "" : " at " + this.frame);
	}

}
