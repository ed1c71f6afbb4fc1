package dev.corral.spring.boot.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

import dev.corral.monitor.TaskGroup;

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
				group.youngestAge().toMillis(), group.ids(), group.launchSite().toString(), group.launchedElsewhere(),
				TaskBody.frames(group.stack()));
	}

}
