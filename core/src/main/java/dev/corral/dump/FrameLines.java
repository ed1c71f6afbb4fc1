package dev.corral.dump;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.corral.monitor.Printable;

/**
 * The lines of stack frames, remembered while a dump is written: the stacks of many tasks
 * are made of few frames. Used by one thread.
 */
final class FrameLines {

	private static final int MAX_REMEMBERED = 4096;

	private final Map<StackTraceElement, String> lines = new HashMap<>();

	void write(List<StackTraceElement> stack, StringBuilder out) {
		for (StackTraceElement frame : stack) {
			out.append(line(frame));
		}
	}

	private String line(StackTraceElement frame) {
		String line = this.lines.get(frame);
		if (line == null) {
			if (this.lines.size() >= MAX_REMEMBERED) {
				this.lines.clear();
			}
			line = "\tat " + Printable.of(frame.toString()) + "\n";
			this.lines.put(frame, line);
		}
		return line;
	}

}
