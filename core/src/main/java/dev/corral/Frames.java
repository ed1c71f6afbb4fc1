package dev.corral;

import java.util.List;

/** Renders stacks for the log, as the virtual machine renders those of throwables. */
final class Frames {

	private Frames() {
	}

	static String lines(List<StackTraceElement> stack) {
		StringBuilder lines = new StringBuilder();
		stack.forEach((frame) -> lines.append(System.lineSeparator()).append("\tat ").append(frame));
		return lines.toString();
	}

}
