package dev.corral.spring.boot;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.TaskGroup;

/**
 * The JSON answer of the endpoint for {@code view=grouped}.
 *
 * @param time when it was made
 * @param counts the books of the launcher
 * @param maxLive how many tasks may be queued or live at once
 * @param groups the groups shown, most numerous first
 * @param totalGroups how many groups there are
 * @param other how many tasks stand in none of them
 * @param sampled whether stacks are samples
 * @param recentPanics the last panics, newest first
 * @param recentLeaks the last verdicts, newest first
 * @param total how many tasks match
 * @param shown how many of them stand in the groups shown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "time", "counts", "maxLive", "groups", "totalGroups", "other", "sampled", "recentPanics",
		"recentLeaks", "total", "shown" })
record GroupsBody(Instant time, Counts counts, int maxLive, List<GroupBody> groups, long totalGroups, long other,
		boolean sampled, List<TasksBody.PanicBody> recentPanics, List<TasksBody.LeakBody> recentLeaks, long total,
		long shown) implements OperationResponseBody {

	/**
	 * Tasks at the same place.
	 *
	 * @param count how many they are
	 * @param name their name
	 * @param status where they are in their lives
	 * @param state the state of their threads
	 * @param leak the reason of the verdicts on them
	 * @param oldestAgeMillis milliseconds since the oldest was launched
	 * @param youngestAgeMillis milliseconds since the youngest was launched
	 * @param ids the ids of the oldest
	 * @param launchSite who launched the oldest
	 * @param launchedElsewhere whether another place launched some of the others
	 * @param stack the frames of each, innermost first
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	@JsonPropertyOrder({ "count", "name", "status", "state", "leak", "oldestAgeMillis", "youngestAgeMillis", "ids",
			"launchSite", "launchedElsewhere", "stack" })
	record GroupBody(long count, String name, String status, String state, @Nullable String leak, long oldestAgeMillis,
			long youngestAgeMillis, List<Long> ids, String launchSite, boolean launchedElsewhere, List<String> stack) {

		static GroupBody of(TaskGroup group) {
			return new GroupBody(group.count(), group.name(), group.status().name(), group.state().name(),
					(group.leak() != null) ? group.leak().name() : null, group.oldestAge().toMillis(),
					group.youngestAge().toMillis(), group.ids(), group.launchSite().toString(),
					group.launchedElsewhere(), TasksBody.frames(group.stack()));
		}

	}

}
