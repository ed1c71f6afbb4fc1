package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;

/** One task as a request asks for it. */
final class TaskDetail {

	private static final int DEFAULT_SAMPLES = 3;

	private static final int MAX_SAMPLES = 20;

	private static final Duration APART = Duration.ofMillis(10);

	private final Corral corral;

	private final long id;

	private final boolean stack;

	private final int samples;

	// Throws a BadParameterException for what cannot be understood
	TaskDetail(Corral corral, String id, @Nullable String stack, @Nullable String samples) {
		this.corral = corral;
		this.id = TasksQuery.id(id);
		this.stack = TasksQuery.bool("stack", stack, true);
		this.samples = TasksQuery.upTo("samples", samples, MAX_SAMPLES, DEFAULT_SAMPLES);
	}

	// Empty when there is no such task
	<T> Optional<T> map(BiFunction<TaskSnapshot, List<StackSample>, T> answer) {
		return task().map((task) -> answer.apply(task, sights()));
	}

	private Optional<TaskSnapshot> task() {
		TaskFilter filter = TaskFilter.all().withStacks(this.stack).withAfter(Math.max(0, this.id - 1));
		try (TaskCursor cursor = this.corral.monitor().tasks(filter)) {
			return cursor.next().filter((task) -> task.id() == this.id);
		}
	}

	private List<StackSample> sights() {
		if (!this.stack || this.samples == 0) {
			return List.of();
		}
		try {
			return this.corral.dumps().sample(this.id, this.samples, APART);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return List.of();
		}
	}

}
