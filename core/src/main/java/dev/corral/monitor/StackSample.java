package dev.corral.monitor;

import java.util.List;

/**
 * Where the thread of a task was seen, one or more times running. Immutable.
 *
 * @param state the state of the thread
 * @param stack its frames, innermost first
 * @param times how many times running it was seen like that, at least 1
 */
public record StackSample(Thread.State state, List<StackTraceElement> stack, int times) {

	public StackSample {
		stack = List.copyOf(stack);
	}

}
