package dev.corral.internal.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.corral.event.TaskEvent;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.platform.Environment;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.ThreadSnapshot;

/** Reads tasks into plain data. */
public final class Snapshots {

	private static final long NEVER = Long.MAX_VALUE;

	private Snapshots() {
	}

	public static TaskSnapshot of(SupervisedTask<?> task, boolean withStack) {
		Environment environment = task.environment();
		Thread thread = task.visibleThread();
		ThreadSnapshot seen = null;
		List<StackTraceElement> stack = List.of();
		if (thread != null && !task.isOver()) {
			seen = new ThreadSnapshot(thread.threadId(), thread.isVirtual(), thread.getState());
			if (withStack) {
				stack = List.of(environment.backend().stackOf(thread));
			}
		}
		return new TaskSnapshot(task.id(), task.name(), task.status(), pathOf(task.scope),
				environment.wallTime(task.launchedAt), environment.since(task.launchedAt),
				deadline(environment, due(task)).orElse(null), task.attempt(), seen, task.launchSite(), task.lineage,
				task.verdict(), stack);
	}

	// Of a task that is not run again
	public static TaskEvent.GaveUp gaveUp(SupervisedTask<?> task, long now) {
		return new TaskEvent.GaveUp(task.id(), task.name(), task.attempt() - 1, ranFor(task, now));
	}

	// Since the first attempt began
	static Duration ranFor(SupervisedTask<?> task, long now) {
		return Duration.ofNanos(Math.max(0, now - task.startedAt()));
	}

	public static String pathOf(@Nullable TaskOwner owner) {
		return (owner != null) ? owner.path() : TaskOwner.ROOT;
	}

	// The first of its own deadline, that of its attempt, and its scopes'
	static long due(SupervisedTask<?> task) {
		long own = (task.timeoutNanos() != 0 && task.startedAt() != 0) ? task.timeoutDue(0) : NEVER;
		Attempts attempts = task.attemptsIfAny();
		long attempt = (attempts != null) ? attempts.endsAt() : NEVER;
		return Math.min(Math.min(own, attempt), (task.scope != null) ? task.scope.endsBy() : NEVER);
	}

	public static Optional<Instant> deadline(Environment environment, long due) {
		return (due != NEVER) ? Optional.of(environment.wallTime(due)) : Optional.empty();
	}

	public static Optional<Duration> remaining(Environment environment, long due) {
		return (due != NEVER) ? Optional.of(Duration.ofNanos(Math.max(0, due - environment.nanoTime())))
				: Optional.empty();
	}

}
