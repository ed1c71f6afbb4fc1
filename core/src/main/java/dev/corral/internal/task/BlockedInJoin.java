package dev.corral.internal.task;

import org.jspecify.annotations.Nullable;

/**
 * Marks that a task's own thread waits in our join or close: it is not overdue for that.
 */
public final class BlockedInJoin {

	private BlockedInJoin() {
	}

	// Only by the task's own thread
	public static void begin(@Nullable SupervisedTask<?> task) {
		change(task, 1);
	}

	// Only by the task's own thread
	public static void end(@Nullable SupervisedTask<?> task) {
		change(task, -1);
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	private static void change(@Nullable SupervisedTask<?> task, int change) {
		if (task != null) {
			task.rareState().waitingForChildren += change;
		}
	}

}
