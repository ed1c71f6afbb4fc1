package dev.corral.internal.restart;

import java.util.function.Predicate;

import org.slf4j.event.Level;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.callback.ThrowableCopy;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.util.TypeText;

/**
 * Asks the predicate of a policy, and catches what it throws. Calls no other user code.
 */
public final class RetryDecision {

	private RetryDecision() {
	}

	/**
	 * Whether a panic is followed by a restart, as far as the predicate of its policy is
	 * concerned.
	 * @param callbacks limits the lines about predicates that throw
	 * @param task a task that rests
	 * @param panic what escaped its body
	 * @return {@code false} also when the predicate throws
	 */
	static boolean isRetried(CallbackExecutor callbacks, SupervisedTask<?> task, Throwable panic) {
		Predicate<? super Throwable> predicate = task.options.restart().retryIf();
		if (predicate == null) {
			return true;
		}
		try {
			return predicate.test(panic);
		}
		catch (Throwable ex) {
			logFailure(callbacks, task, predicate, ex);
			return false;
		}
	}

	private static void logFailure(CallbackExecutor callbacks, SupervisedTask<?> task, Object predicate,
			Throwable thrown) {
		try {
			String name = TypeText.of(predicate);
			StormKind kind = StormKind.of(LogTopic.PANIC, Level.ERROR, "Retry predicate " + name + " failed");
			Throwable readable = ThrowableCopy.untouched(thrown);
			if (callbacks.tryAcquireLine(kind.with(thrown, PanicText.stack(readable)))) {
				new LogLine(LogTopic.PANIC, Level.ERROR, "{}: retry predicate {} failed; the task is not restarted",
						task.subject(), name, readable)
					.withMdc(ContextPropagation.mdcOf(task.body))
					.tryWrite();
			}
		}
		catch (Throwable ex) {
			// No memory for the line
		}
	}

}
