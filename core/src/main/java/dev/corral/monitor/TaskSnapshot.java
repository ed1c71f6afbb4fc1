package dev.corral.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A task at one moment: plain data that holds neither the task nor its thread. Immutable.
 *
 * @param id the task's id
 * @param name the task's name as its launcher gave it; escape it before printing
 * @param status where it is in its life
 * @param scope the path of its scope, as given; escape it before printing
 * @param launchedAt wall-clock time of the launch
 * @param age how long ago that was
 * @param deadline wall-clock time at which its own timeout or its scope's passes,
 * {@code null} for none
 * @param attempt which attempt runs, from 1
 * @param thread its thread, {@code null} once the task settled
 * @param launchSite who launched it
 * @param lineage its ancestors, {@code null} when no task launched it
 * @param leak the verdict on it, {@code null} for none
 * @param stack its frames, innermost first; empty when not asked for
 */
public record TaskSnapshot(long id, String name, TaskStatus status, String scope, Instant launchedAt, Duration age,
		@Nullable Instant deadline, int attempt, @Nullable ThreadSnapshot thread, LaunchSite launchSite,
		@Nullable Lineage lineage, @Nullable LeakVerdict leak, List<StackTraceElement> stack) {

	public TaskSnapshot {
		stack = List.copyOf(stack);
	}

}
