package dev.corral.spring.boot.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.RecentPanic;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.ThreadSnapshot;

/** The JSON objects of the endpoints. Names and order of their fields are a contract. */
final class JsonBodies {

	private JsonBodies() {
	}

	private static List<String> frames(List<StackTraceElement> stack) {
		return stack.stream().map(StackTraceElement::toString).toList();
	}

	private static List<String> lines(@Nullable Lineage lineage) {
		return (lineage != null) ? lineage.lines() : List.of();
	}

	/** An object that has all its fields, null or not. */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	interface Body extends OperationResponseBody {

	}

	/**
	 * A live task.
	 *
	 * @param id its id
	 * @param name its name
	 * @param status its status
	 * @param scope the path of its scope
	 * @param launchedAt when it was launched
	 * @param ageMillis milliseconds since then
	 * @param deadline when it times out
	 * @param attempt the number of the current attempt, from 1
	 * @param thread its thread
	 * @param launchSite the place of the launch
	 * @param parent the id of the task that launched it
	 * @param lineage its ancestors, nearest first
	 * @param leak the leak verdict on it
	 * @param stack its frames, innermost first
	 */
	record Task(long id, String name, String status, String scope, Instant launchedAt, long ageMillis,
			@Nullable Instant deadline, int attempt, @Nullable TaskThread thread, String launchSite,
			@Nullable Long parent, List<String> lineage, @Nullable Verdict leak, List<String> stack) implements Body {

		static Task of(TaskSnapshot task) {
			Lineage lineage = task.lineage();
			ThreadSnapshot thread = task.thread();
			LeakVerdict leak = task.leak();
			return new Task(task.id(), task.name(), task.status().name(), task.scope(), task.launchedAt(),
					task.age().toMillis(), task.deadline(), task.attempt(),
					(thread != null) ? new TaskThread(thread.id(), thread.virtual(), thread.state().name()) : null,
					task.launchSite().toString(), (lineage != null) ? lineage.id() : null, lines(lineage),
					(leak != null) ? new Verdict(leak.reason().name(), leak.certain(), leak.since(), leak.waitsFor())
							: null,
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
	record TaskThread(long id, boolean virtual, String state) implements Body {

	}

	/**
	 * The leak verdict on a task.
	 *
	 * @param reason its reason
	 * @param certain whether it is a fact, not a suspicion
	 * @param since when it was found
	 * @param waitsFor what the task waits for, as far as the JVM knows
	 */
	record Verdict(String reason, boolean certain, Instant since, @Nullable String waitsFor) implements Body {

	}

	/**
	 * A live task with samples of its stack, taken for this response.
	 *
	 * @param task the task
	 * @param samples the samples in order, equal ones together
	 */
	record TaskDetail(@JsonUnwrapped Task task, List<Sample> samples) implements Body {

		static TaskDetail of(TaskSnapshot task, List<StackSample> samples) {
			return new TaskDetail(Task.of(task), samples.stream().map(Sample::of).toList());
		}

	}

	/**
	 * Equal samples of the stack of a task.
	 *
	 * @param times how many in a row
	 * @param state the state of the thread
	 * @param stack its frames, innermost first
	 */
	record Sample(int times, String state, List<String> stack) implements Body {

		static Sample of(StackSample sample) {
			return new Sample(sample.times(), sample.state().name(), frames(sample.stack()));
		}

	}

	/**
	 * Tasks of one name with the same stack.
	 *
	 * @param count how many there are
	 * @param name their name
	 * @param status their status
	 * @param state the state of their threads
	 * @param leak the reason of the verdicts on them
	 * @param oldestAgeMillis milliseconds since the oldest was launched
	 * @param youngestAgeMillis milliseconds since the youngest was launched
	 * @param ids the ids of the oldest
	 * @param launchSite the place where the oldest was launched
	 * @param launchedElsewhere whether some of the others were launched elsewhere
	 * @param stack the frames of each, innermost first
	 */
	record Group(long count, String name, String status, String state, @Nullable String leak, long oldestAgeMillis,
			long youngestAgeMillis, List<Long> ids, String launchSite, boolean launchedElsewhere,
			List<String> stack) implements Body {

		static Group of(TaskGroup group) {
			return new Group(group.count(), group.name(), group.status().name(), group.state().name(),
					(group.leak() != null) ? group.leak().name() : null, group.oldestAge().toMillis(),
					group.youngestAge().toMillis(), group.ids(), group.launchSite().toString(),
					group.launchedElsewhere(), frames(group.stack()));
		}

	}

	/**
	 * An open scope.
	 *
	 * @param id its id
	 * @param path its path
	 * @param ageMillis milliseconds since it was opened
	 * @param live how many of its own tasks have not settled
	 * @param leaked how many of them are under a leak verdict
	 * @param deadline when it times out
	 * @param cancelled the reason why it is cancelled
	 * @param children the scopes opened in it
	 */
	record Scope(long id, String path, long ageMillis, long live, long leaked, @Nullable Instant deadline,
			@Nullable String cancelled, List<Scope> children) implements Body {

		static Scope of(ScopeTree tree) {
			ScopeSnapshot scope = tree.scope();
			return new Scope(scope.id(), scope.path(), scope.age().toMillis(), scope.live(), scope.leaked(),
					scope.deadline(), scope.cancelled(), tree.children().stream().map(Scope::of).toList());
		}

	}

	/**
	 * A recent panic.
	 *
	 * @param task the id of the task
	 * @param name the name of the task
	 * @param attempt the number of the attempt that panicked, from 1
	 * @param time when it happened
	 * @param exception the class of the exception
	 * @param message the message of the exception
	 * @param late whether the outcome had been decided before
	 * @param launchSite the place where the task was launched
	 * @param stack the frames of the exception, innermost first
	 */
	record Panic(long task, String name, int attempt, Instant time, String exception, String message, boolean late,
			String launchSite, List<String> stack) implements Body {

		static Panic of(RecentPanic panic) {
			return new Panic(panic.task(), panic.name(), panic.attempt(), panic.time(), panic.exception(),
					panic.message(), panic.late(), panic.launchSite().toString(), frames(panic.stack()));
		}

	}

	/**
	 * A recent leak verdict.
	 *
	 * @param task the id of the task
	 * @param name the name of the task
	 * @param reason the reason of the verdict
	 * @param time when it was found
	 * @param launchSite the place where the task was launched
	 * @param lineage the ancestors of the task, nearest first
	 * @param waitsFor what the task waited for, as far as the JVM knows
	 * @param stack the frames that showed the leak, innermost first
	 * @param endedAt when the verdict ended
	 */
	record Leak(long task, String name, String reason, Instant time, String launchSite, List<String> lineage,
			@Nullable String waitsFor, List<String> stack, @Nullable Instant endedAt) implements Body {

		static Leak of(RecentLeak leak) {
			return new Leak(leak.task(), leak.name(), leak.reason().name(), leak.time(), leak.launchSite().toString(),
					lines(leak.lineage()), leak.waitsFor(), frames(leak.stack()), leak.endedAt());
		}

	}

	/**
	 * What a garbage collection has proved.
	 *
	 * @param proved the tasks that are blocked for ever, ascending by id
	 * @param hint why nothing can be proved; left out otherwise
	 */
	record Proofs(List<Leak> proved, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String hint) implements Body {

		private static final String HINT = "proofs are off; they need corral.leak.prove-unreachable=true, "
				+ "and a virtual machine started with -Djdk.trackAllThreads=false, "
				+ "or a starter that saw the property early";

		static Proofs of(List<RecentLeak> leaks, boolean on) {
			return new Proofs(leaks.stream().map(Leak::of).toList(), (leaks.isEmpty() && !on) ? HINT : null);
		}

	}

	/**
	 * The response to a request parameter that is not allowed.
	 *
	 * @param parameter the name of the parameter
	 * @param value its value, escaped and cut
	 * @param allowed the values that are allowed
	 * @param message all three in a sentence
	 */
	record BadParameter(String parameter, String value, String allowed, String message) {

	}

	/**
	 * The response to a dump above the limit.
	 *
	 * @param message what the limit is
	 */
	record TooManyDumps(String message) {

		static final TooManyDumps BODY = new TooManyDumps(
				"at most " + DumpPermits.AT_ONCE + " dumps are made at once; ask again when one is over");

	}

}
