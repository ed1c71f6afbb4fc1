package dev.corral.internal.render;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOwner;
import dev.corral.internal.util.Glob;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/**
 * The tasks that a filter accepts, in one pass, or in two with the leaked first. Used by
 * one thread.
 */
public final class FilteredCursor implements TaskCursor {

	/** After so many tasks the walk yields: less than a millisecond with stacks. */
	private static final int STRIDE = 64;

	private final LiveTasks live;

	private final TaskFilter filter;

	private final long minAge;

	private final long last;

	private StripesCursor<SupervisedTask<?>> stripes;

	/** Whether the pass shows leaked tasks only, {@code null} when it shows both. */
	private @Nullable Boolean leaked;

	private int visited;

	public FilteredCursor(LiveTasks live, TaskFilter filter) {
		this.live = live;
		this.filter = filter;
		this.minAge = filter.minAge().toNanos();
		this.last = live.registry().lastId();
		this.leaked = filter.leakedFirst() ? Boolean.TRUE : null;
		this.stripes = live.registry().cursor(filter.after(), this.last);
	}

	@Override
	public Optional<TaskSnapshot> next() {
		StackReserve.require();
		SupervisedTask<?> task = nextTask();
		return (task != null) ? Optional.of(Snapshots.of(task, this.filter.stacks())) : Optional.empty();
	}

	@Nullable SupervisedTask<?> nextTask() {
		while (true) {
			if (++this.visited % STRIDE == 0) {
				this.live.environment().backend().yieldNow();
			}
			SupervisedTask<?> task = this.stripes.next();
			if (task == null) {
				if (!Boolean.TRUE.equals(this.leaked)) {
					return null;
				}
				this.leaked = Boolean.FALSE;
				this.stripes = this.live.registry().cursor(this.filter.after(), this.last);
			}
			else if (isOfThisPass(task) && matches(task)) {
				return task;
			}
		}
	}

	private boolean isOfThisPass(SupervisedTask<?> task) {
		return this.leaked == null || this.leaked == (task.verdict() != null);
	}

	private boolean matches(SupervisedTask<?> task) {
		TaskStatus status = this.filter.status();
		Boolean underVerdict = this.filter.leaked();
		String name = this.filter.name();
		return (status == null || status == task.status())
				&& (underVerdict == null || underVerdict == (task.verdict() != null))
				&& this.live.environment().nanoTime() - task.launchedAt >= this.minAge
				&& (name == null || Glob.matches(name, task.name())) && isInScope(task.scope);
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

	// Takes no snapshots
	public long countRest() {
		long number = 0;
		while (nextTask() != null) {
			number++;
		}
		return number;
	}

	@Override
	public void close() {
		// Holds no resource
	}

}
