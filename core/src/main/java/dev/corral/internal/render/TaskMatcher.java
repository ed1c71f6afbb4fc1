package dev.corral.internal.render;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOwner;
import dev.corral.internal.util.Glob;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;

/** Decides which tasks a filter shows. */
final class TaskMatcher {

	private final TaskFilter filter;

	private final @Nullable TaskStatus status;

	private final @Nullable Boolean leaked;

	private final long minAge;

	private final @Nullable String name;

	TaskMatcher(TaskFilter filter) {
		this.filter = filter;
		this.status = filter.status();
		this.leaked = filter.leaked();
		this.minAge = filter.minAge().toNanos();
		this.name = filter.name();
	}

	boolean accepts(SupervisedTask<?> task, long now) {
		return (this.status == null || this.status == task.status())
				&& (this.leaked == null || this.leaked == (task.verdict() != null))
				&& now - task.launchedAt >= this.minAge && (this.name == null || Glob.matches(this.name, task.name()))
				&& isInScope(task.scope);
	}

	private boolean isInScope(@Nullable TaskOwner scope) {
		Long id = this.filter.scopeId();
		if (id != null) {
			return scope != null && scope.isAtOrBelow(id);
		}
		String asked = this.filter.scopePath();
		if (asked == null) {
			return true;
		}
		String path = (scope != null) ? scope.path() : TaskOwner.ROOT;
		return path.equals(asked) || path.startsWith(asked + "/");
	}

}
