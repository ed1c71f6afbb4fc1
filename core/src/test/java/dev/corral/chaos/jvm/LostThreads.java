package dev.corral.chaos.jvm;

import java.util.Optional;

import dev.corral.Corral;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/**
 * Tells tasks whose virtual thread the JDK has lost. On JDK 25 a thread that begins a
 * timed wait is never resumed when memory or native threads are exhausted just then: its
 * wake-up cannot be scheduled. One that is started may never run. A program without
 * Corral shows both.
 */
final class LostThreads {

	private LostThreads() {
	}

	/**
	 * Counts tasks that can never end.
	 * @param corral a launcher in which nothing should run
	 * @param losesThreads whether threads without a supervisor were lost too
	 * @return how many are lost
	 */
	static long tasksOf(Corral corral, boolean losesThreads) {
		long lost = 0;
		try (TaskCursor cursor = corral.monitor().tasks(TaskFilter.all())) {
			Optional<TaskSnapshot> next = cursor.next();
			while (next.isPresent()) {
				lost += (standsStill(next.get()) || (losesThreads && hasNeverRun(next.get()))) ? 1 : 0;
				next = cursor.next();
			}
		}
		return lost;
	}

	private static boolean hasNeverRun(TaskSnapshot task) {
		return task.status() == TaskStatus.QUEUED && task.stack().isEmpty();
	}

	// It is said to run, but stands still where it was to be unmounted, or between two
	// states
	private static boolean standsStill(TaskSnapshot task) {
		StackTraceElement top = task.stack().isEmpty() ? null : task.stack().getFirst();
		return top != null && top.getClassName().equals("java.lang.VirtualThread")
				&& (top.getMethodName().equals("parkNanos") || top.getMethodName().equals("(does not answer)"))
				&& task.thread() != null && task.thread().state() == Thread.State.RUNNABLE;
	}

}
