package dev.corral.internal.restart;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Printable;

/**
 * Asks the predicate of a policy, and catches what it throws. Calls no other user code.
 */
public final class RetryDecision {

	private RetryDecision() {
	}

	/**
	 * Whether a panic is followed by a restart, as far as the predicate of its policy is
	 * concerned.
	 * @param task a task that rests
	 * @param panic what escaped its body
	 * @return {@code false} also when the predicate throws
	 */
	static boolean isRetried(SupervisedTask<?> task, Throwable panic) {
		Predicate<? super Throwable> predicate = task.options.restart().retryIf();
		try {
			return predicate == null || predicate.test(panic);
		}
		catch (Throwable ex) {
			logFailure(task, predicate, ex);
			return false;
		}
	}

	private static void logFailure(SupervisedTask<?> task, @Nullable Object predicate, Throwable thrown) {
		try {
			String name = (predicate != null) ? predicate.getClass().getName() : "";
			LogLine.write(LogTopic.PANIC, Level.ERROR, "{}: retry predicate {} failed; the task is not restarted",
					task.subject(), Printable.of(name), thrown);
		}
		catch (Throwable ex) {
			// No memory for the line
		}
	}

}
