package dev.corral.monitor;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Live tasks that are at the same place, seen one after the other in one walk: plain data
 * that holds no task and no thread. Immutable.
 *
 * @param count how many they are, at least 1
 * @param name their name as its launcher gave it; escape it before printing
 * @param status where they are in their lives
 * @param state the state of their threads
 * @param leak the reason of the verdict on each, {@code null} when none is on them
 * @param oldestAge how long ago the oldest was launched
 * @param youngestAge how long ago the youngest was launched
 * @param ids the ids of the oldest, in ascending order, at most {@value #MAX_IDS}
 * @param launchSite who launched the oldest
 * @param launchedElsewhere whether another place launched some of the others
 * @param stack the frames of each, or, when sampled, of one of them; innermost first,
 * empty when not asked for
 */
public record TaskGroup(long count, String name, TaskStatus status, Thread.State state, @Nullable LeakReason leak,
		Duration oldestAge, Duration youngestAge, List<Long> ids, LaunchSite launchSite, boolean launchedElsewhere,
		List<StackTraceElement> stack) {

	/** How many ids of a group are kept. */
	public static final int MAX_IDS = 5;

	public TaskGroup {
		ids = List.copyOf(ids);
		stack = List.copyOf(stack);
	}

}
