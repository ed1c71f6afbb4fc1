package dev.corral.dump;

import java.util.HashMap;
import java.util.Map;

/**
 * Puts frames that were seen before in the place of equal ones: stacks that differ do so
 * in few of their frames. Used by one thread.
 */
final class SharedFrames {

	private final Map<StackTraceElement, StackTraceElement> frames = new HashMap<>();

	// Equal frames take the place of equal frames, so the stack stays what it was
	StackTraceElement[] share(StackTraceElement[] stack) {
		for (int i = 0; i < stack.length; i++) {
			StackTraceElement known = this.frames.putIfAbsent(stack[i], stack[i]);
			stack[i] = (known != null) ? known : stack[i];
		}
		return stack;
	}

	void clear() {
		this.frames.clear();
	}

}
