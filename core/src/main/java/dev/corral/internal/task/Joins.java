package dev.corral.internal.task;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.failure.Cause;
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
	 * @param joined the task that was joined, which has its outcome
	 * @return the exception
	 */
	public static <X extends Throwable> X thrown(X thrown, SupervisedTask<?> joined) {
		remember(thrown, joined);
		return thrown;
	}

	/**
	 * The same for a scope.
	 * @param <X> the type of the exception
	 * @param thrown the exception
	 * @param origin the scope in words
	 * @param reported whether a task reports the failure as a panic
	 * @return the exception
	 */
	public static <X extends Throwable> X thrown(X thrown, String origin, boolean reported) {
		remember(thrown, origin, reported);
		return thrown;
	}

	// The same where the compiler has to see what is thrown
	static void remember(Throwable thrown, SupervisedTask<?> joined) {
		remember(thrown, joined.label(), isReported(joined, joined.decided()));
	}

	/**
	 * Whether somebody reports the failure that an outcome stems from: its task, or that
	 * which has ended its scope. A joiner of any other outcome has to do it, because a
	 * cancel, a timeout and an expected failure leave no line about a failure. A closing
	 * launcher has said what it cancels.
	 * @param task a task
	 * @param outcome its outcome
	 * @return {@code true} when a joiner may be quiet about it
	 */
	public static boolean isReported(SupervisedTask<?> task, @Nullable Outcome<?> outcome) {
		if (outcome instanceof Outcome.Cancelled) {
			Cause ofScope = (task.scope != null) ? task.scope.endedBy() : null;
			return (ofScope != null && ofScope.reported() && ofScope.hasDecided(outcome))
					|| task.host().shutdown().hasBegun();
		}
		return outcome instanceof Outcome.Panicked;
	}

	/**
	 * What a caller gets of a task that was out of time.
	 * @param task the task
	 * @param outcome its outcome
	 * @return a new exception
	 */
	public static TaskTimeoutException timeout(SupervisedTask<?> task, Outcome.TimedOut<?> outcome) {
		return Cause.timeout(task.label(), (task.scope != null) ? task.scope.endedBy() : null, outcome);
	}

	private static void remember(Throwable thrown, String origin, boolean reported) {
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
			failures.add(thrown, origin, reported);
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
