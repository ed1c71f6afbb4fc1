package dev.corral.spring.boot.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.ThreadSnapshot;

/**
 * One task.
 *
 * @param id its id
 * @param name its name
 * @param status where it is in its life
 * @param scope the path of its scope
 * @param launchedAt when it was launched
 * @param ageMillis milliseconds since then
 * @param deadline when its time is up
 * @param attempt which attempt runs
 * @param thread its thread
 * @param launchSite who launched it
 * @param parent the task that launched it
 * @param lineage its ancestors, nearest first
 * @param leak the verdict on it
 * @param stack its frames, innermost first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "id", "name", "status", "scope", "launchedAt", "ageMillis", "deadline", "attempt", "thread",
		"launchSite", "parent", "lineage", "leak", "stack" })
record TaskBody(long id, String name, String status, String scope, Instant launchedAt, long ageMillis,
		@Nullable Instant deadline, int attempt, @Nullable ThreadBody thread, String launchSite, @Nullable Long parent,
		List<String> lineage, @Nullable VerdictBody leak, List<String> stack) implements OperationResponseBody {

	static TaskBody of(TaskSnapshot task) {
		Lineage lineage = task.lineage();
		ThreadSnapshot thread = task.thread();
		LeakVerdict leak = task.leak();
		return new TaskBody(task.id(), task.name(), task.status().name(), task.scope(), task.launchedAt(),
				task.age().toMillis(), task.deadline(), task.attempt(),
				(thread != null) ? new ThreadBody(thread.id(), thread.virtual(), thread.state().name()) : null,
				task.launchSite().toString(), (lineage != null) ? lineage.id() : null,
				(lineage != null) ? lineage.lines() : List.of(), (leak != null) ? VerdictBody.of(leak) : null,
				frames(task.stack()));
	}

	static List<String> frames(List<StackTraceElement> stack) {
		return stack.stream().map(StackTraceElement::toString).toList();
	}

	/**
	 * The thread of a task.
	 *
	 * @param id its id
	 * @param virtual whether it is a virtual thread
	 * @param state its state
	 */
	@JsonPropertyOrder({ "id", "virtual", "state" })
	record ThreadBody(long id, boolean virtual, String state) {

	}

	/**
	 * The verdict on a task.
	 *
	 * @param reason its reason
	 * @param certain whether it is a fact and not a suspicion
	 * @param since since when
	 * @param waitsFor what the task waits for, as far as the virtual machine tells
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	@JsonPropertyOrder({ "reason", "certain", "since", "waitsFor" })
	record VerdictBody(String reason, boolean certain, Instant since, @Nullable String waitsFor) {

		static VerdictBody of(LeakVerdict leak) {
			return new VerdictBody(leak.reason().name(), leak.certain(), leak.since(), leak.waitsFor());
		}

	}

}
