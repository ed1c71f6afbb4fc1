package dev.corral.spring.boot.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Lineage;
import dev.corral.monitor.RecentLeak;

/**
 * A recent verdict.
 *
 * @param task the task's id
 * @param name the task's name
 * @param reason the reason
 * @param time when it was found
 * @param launchSite who launched the task
 * @param lineage its ancestors, nearest first
 * @param waitsFor what the task waited for, as far as the virtual machine tells
 * @param stack the frames that showed it, innermost first
 * @param endedAt when it ended
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "task", "name", "reason", "time", "launchSite", "lineage", "waitsFor", "stack", "endedAt" })
record LeakBody(long task, String name, String reason, Instant time, String launchSite, List<String> lineage,
		@Nullable String waitsFor, List<String> stack, @Nullable Instant endedAt) {

	static LeakBody of(RecentLeak leak) {
		Lineage lineage = leak.lineage();
		return new LeakBody(leak.task(), leak.name(), leak.reason().name(), leak.time(), leak.launchSite().toString(),
				(lineage != null) ? lineage.lines() : List.of(), leak.waitsFor(), TaskBody.frames(leak.stack()),
				leak.endedAt());
	}

}
