package dev.corral.internal.callback;

import java.util.List;

import dev.corral.monitor.Printable;

/**
 * What equal failures have in common.
 *
 * @param topic which logger their lines go to
 * @param what who failed, as a line names it
 * @param exception the class of what was thrown
 * @param frame the innermost frame of its stack, empty when it has none
 */
public record StormKind(LogTopic topic, String what, String exception, String frame) {

	/** How many characters of each part are kept. */
	private static final int MAX_LENGTH = 300;

	// Of a throwable whose stack was read before
	public static StormKind of(LogTopic topic, String what, Throwable thrown, List<StackTraceElement> stack) {
		return new StormKind(topic, Printable.cut(what, MAX_LENGTH),
				Printable.cut(Printable.of(thrown.getClass().getName()), MAX_LENGTH),
				stack.isEmpty() ? "" : Printable.cut(Printable.of(stack.get(0).toString()), MAX_LENGTH));
	}

}
