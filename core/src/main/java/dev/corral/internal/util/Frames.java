package dev.corral.internal.util;

import java.util.List;

import dev.corral.monitor.Printable;

/**
 * Renders stacks for the log in the form of {@code Throwable.printStackTrace}, escaped.
 */
public final class Frames {

	private Frames() {
	}

	public static String lines(List<StackTraceElement> stack) {
		StringBuilder lines = new StringBuilder();
		stack.forEach(
				(frame) -> lines.append(System.lineSeparator()).append("\tat ").append(Printable.of(frame.toString())));
		return lines.toString();
	}

}
