package dev.corral.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A throwable that escaped a task's body. Immutable.
 *
 * @param id the task's id
 * @param name the task's name
 * @param scope the path of the task's scope
 * @param attempt which attempt panicked, from 1
 * @param cause what escaped
 * @param launchSite who launched the task
 * @param lineage the ancestors, nearest first
 * @param threadName the name of the task's thread
 * @param started wall-clock time at which the body began
 * @param ranFor how long the body ran
 * @param late whether the outcome had been decided before
 */
public record Panic(long id, String name, String scope, int attempt, Throwable cause, LaunchSite launchSite,
		List<String> lineage, String threadName, Instant started, Duration ranFor, boolean late) {

	public Panic {
		lineage = List.copyOf(lineage);
	}

}
