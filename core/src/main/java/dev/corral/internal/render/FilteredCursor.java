package dev.corral.internal.render;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;

/** The tasks a filter accepts, in one pass, or in two with the leaked first. */
public final class FilteredCursor implements TaskCursor {

	/** After so many tasks the walk gives way: less than a millisecond with stacks. */
	private static final int STRIDE = 64;

	private final LiveTasks live;

	private final TaskFilter filter;

	private final TaskMatcher matcher;

	private final long last;

	private StripesCursor<SupervisedTask<?>> stripes;

	/** Whether the pass shows leaked tasks only, {@code null} when it shows both. */
	private @Nullable Boolean leaked;

	private int met;

	public FilteredCursor(LiveTasks live, TaskFilter filter) {
		this.live = live;
		this.filter = filter;
		this.matcher = new TaskMatcher(filter);
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
			if (++this.met % STRIDE == 0) {
				this.live.environment().backend().giveWay();
			}
			SupervisedTask<?> task = this.stripes.next();
			if (task == null) {
				if (!Boolean.TRUE.equals(this.leaked)) {
					return null;
				}
				this.leaked = Boolean.FALSE;
				this.stripes = this.live.registry().cursor(this.filter.after(), this.last);
			}
			else if (isOfThisPass(task) && this.matcher.accepts(task, this.live.environment().nanoTime())) {
				return task;
			}
		}
	}

	private boolean isOfThisPass(SupervisedTask<?> task) {
		return this.leaked == null || this.leaked == (task.verdict() != null);
	}

	@Override
	public void close() {
		// Holds nothing that would have to be given back
	}

}
