package dev.corral.monitor;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A leak verdict that is remembered: plain data, no task and no thread. Immutable.
 *
 * @param task the task's id
 * @param name the task's name
 * @param reason the reason of the verdict
 * @param time wall-clock time of the verdict
 * @param launchSite who launched the task
 * @param lineage its ancestors, {@code null} when no task launched it
 * @param waitsFor the class of what the task waits for; for a deadlock the lock and who
 * holds it; for a task that cannot end its interrupt or the callback that keeps it;
 * {@code null} when unknown
 * @param stack the frames that showed it, innermost first, at most 64
 * @param endedAt wall-clock time at which the verdict ended, {@code null} while it stands
 */
public record RecentLeak(long task, String name, LeakReason reason, Instant time, LaunchSite launchSite,
		@Nullable Lineage lineage, @Nullable String waitsFor, List<StackTraceElement> stack,
		@Nullable Instant endedAt) {

	public RecentLeak {
		stack = List.copyOf(stack);
	}

	/**
	 * The same leak once its verdict has ended.
	 * @param end wall-clock time of the end
	 * @return a copy
	 */
	public RecentLeak endedAt(Instant end) {
		return new RecentLeak(this.task, this.name, this.reason, this.time, this.launchSite, this.lineage,
				this.waitsFor, this.stack, end);
	}

}
