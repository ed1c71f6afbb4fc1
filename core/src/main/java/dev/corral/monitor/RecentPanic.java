package dev.corral.monitor;

import java.time.Instant;
import java.util.List;

/**
 * A panic that is remembered: text only, so that it keeps no object of the user alive.
 * Immutable.
 *
 * @param task the task's id
 * @param name the task's name
 * @param attempt which attempt panicked, from 1
 * @param time wall-clock time of the panic
 * @param exception the class of what escaped
 * @param message its message, cut at 1 000 characters; empty when it has none
 * @param launchSite who launched the task
 * @param late whether the outcome had been decided before
 * @param stack its frames, innermost first, at most 64
 */
public record RecentPanic(long task, String name, int attempt, Instant time, String exception, String message,
		LaunchSite launchSite, boolean late, List<StackTraceElement> stack) {

	/** How many characters of a message are kept. */
	public static final int MAX_MESSAGE = 1000;

	/** How many frames of a stack are kept. */
	public static final int MAX_FRAMES = 64;

	public RecentPanic {
		message = Printable.cut(message, MAX_MESSAGE);
		stack = List.copyOf(stack.subList(0, Math.min(stack.size(), MAX_FRAMES)));
	}

}
