package dev.corral.snapshot;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a leak verdict. Immutable.
 *
 * @param task the task's id
 * @param name the task's name
 * @param reason the reason of the verdict
 * @param time wall-clock time of the verdict
 * @param launchSite who launched the task
 * @param stack the frames that showed it, innermost first, at most 64
 * @param endedAt wall-clock time at which the verdict ended, {@code null} while it stands
 */
public record RecentLeak(long task, String name, LeakReason reason, Instant time, LaunchSite launchSite,
		List<StackTraceElement> stack, @Nullable Instant endedAt) {

	public RecentLeak {
		stack = List.copyOf(stack);
	}

}
