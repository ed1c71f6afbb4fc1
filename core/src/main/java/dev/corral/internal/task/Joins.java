package dev.corral.internal.task;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.failure.JoinFailures;

/**
 * What a task remembers of our joins and closes that its own thread calls: that it waits
 * in one, so that it is not overdue for that, and what they have thrown at it.
 */
public final class Joins {

	private Joins() {
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

	/**
	 * Remembers what a join is about to throw, when a task has called it.
	 * @param <X> the type of the exception
	 * @param thrown the exception
	 * @param origin what was joined
	 * @return the exception
	 */
	public static <X extends Throwable> X thrown(X thrown, String origin) {
		remember(thrown, origin);
		return thrown;
	}

	// The same where the compiler has to see what is thrown
	static void remember(Throwable thrown, String origin) {
		SupervisedTask<?> task = CurrentTask.get();
		if (task == null) {
			return;
		}
		try {
			RareTaskState state = task.rareState();
			JoinFailures failures = state.joinFailures;
			if (failures == null) {
				failures = new JoinFailures();
				state.joinFailures = failures;
			}
			failures.add(thrown, origin);
		}
		catch (OutOfMemoryError ex) {
			// Then it counts as a failure of its own: rather twice than never
		}
	}

	// By the task's own thread, or by the one that its end was left to
	static @Nullable JoinFailures failuresOf(SupervisedTask<?> task) {
		RareTaskState state = task.rareState;
		return (state != null) ? state.joinFailures : null;
	}

}
