package dev.corral.spring.boot;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.Lineage;
import dev.corral.snapshot.RecentLeak;
import dev.corral.snapshot.RecentPanic;
import dev.corral.snapshot.TaskSnapshot;
import dev.corral.snapshot.ThreadSnapshot;

/**
 * The JSON answer of the endpoint.
 *
 * @param time when it was made
 * @param counts the books of the launcher
 * @param maxLive how many tasks may be queued or live at once
 * @param tasks the tasks shown
 * @param recentPanics the last panics, newest first
 * @param recentLeaks the last verdicts, newest first
 * @param total how many tasks match
 * @param shown how many of them are shown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "time", "counts", "maxLive", "tasks", "recentPanics", "recentLeaks", "total", "shown" })
record TasksBody(Instant time, Counts counts, int maxLive, List<TaskBody> tasks, List<PanicBody> recentPanics,
		List<LeakBody> recentLeaks, long total, long shown) implements OperationResponseBody {

	static List<String> frames(List<StackTraceElement> stack) {
		return stack.stream().map(StackTraceElement::toString).toList();
	}

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
			@Nullable Instant deadline, int attempt, @Nullable ThreadBody thread, String launchSite,
			@Nullable Long parent, List<String> lineage, @Nullable VerdictBody leak,
			List<String> stack) implements OperationResponseBody {

		static TaskBody of(TaskSnapshot task) {
			Lineage lineage = task.lineage();
			ThreadSnapshot thread = task.thread();
			LeakVerdict leak = task.leak();
			return new TaskBody(task.id(), task.name(), task.status().name(), task.scope(), task.launchedAt(),
					task.age().toMillis(), task.deadline(), task.attempt(),
					(thread != null) ? new ThreadBody(thread.id(), thread.virtual(), thread.state().name()) : null,
					task.launchSite().toString(), (lineage != null) ? lineage.id() : null,
					(lineage != null) ? lineage.lines() : List.of(),
					(leak != null) ? VerdictBody.of(leak) : null,
					frames(task.stack()));
		}

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

	/**
	 * A recent panic.
	 *
	 * @param task the task's id
	 * @param name the task's name
	 * @param attempt which attempt panicked, from 1
	 * @param time when it happened
	 * @param exception the class of what escaped
	 * @param message its message
	 * @param late whether the outcome had been decided before
	 * @param launchSite who launched the task
	 * @param stack its frames, innermost first
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	@JsonPropertyOrder({ "task", "name", "attempt", "time", "exception", "message", "late", "launchSite", "stack" })
	record PanicBody(long task, String name, int attempt, Instant time, String exception, String message, boolean late,
			String launchSite, List<String> stack) {

		static PanicBody of(RecentPanic panic) {
			return new PanicBody(panic.task(), panic.name(), panic.attempt(), panic.time(), panic.exception(),
					panic.message(), panic.late(), panic.launchSite().toString(), frames(panic.stack()));
		}

	}

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
			return new LeakBody(leak.task(), leak.name(), leak.reason().name(), leak.time(),
					leak.launchSite().toString(), (lineage != null) ? lineage.lines() : List.of(), leak.waitsFor(),
					frames(leak.stack()), leak.endedAt());
		}

	}

	/**
	 * What a collection has proved.
	 *
	 * @param proved the tasks that are blocked for ever, ascending by id
	 * @param hint why nothing can be proved, where that is so
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@JsonPropertyOrder({ "proved", "hint" })
	record ProvedBody(List<LeakBody> proved, @Nullable String hint) implements OperationResponseBody {

		private static final String HINT = "proofs are off; they need corral.leak.prove-unreachable=true, "
				+ "and a virtual machine started with -Djdk.trackAllThreads=false, or a starter that saw the property early";

		static ProvedBody of(List<RecentLeak> leaks, boolean on) {
			return new ProvedBody(leaks.stream().map(LeakBody::of).toList(), (leaks.isEmpty() && !on) ? HINT : null);
		}

	}

}
