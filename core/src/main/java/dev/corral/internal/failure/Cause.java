package dev.corral.internal.failure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.util.SafeRead;
import dev.corral.internal.util.TimeoutText;
import dev.corral.monitor.Printable;

/**
 * Why a scope ended, inherited by everything below it.
 *
 * @param outcome the outcome of the tasks it ends
 * @param unstarted the outcome of those that never started, which cannot have timed out
 * @param throwable what {@code cause()} shows
 * @param reason the same in words
 * @param what what has timed out, with no word of its timeout; otherwise the reason
 * @param failure whether a task of the scope failed
 * @param reported whether it stems from a failure that a task reports as a panic
 * @param at the time of the cause, by the backend's clock
 */
public record Cause(Outcome<?> outcome, Outcome<?> unstarted, Throwable throwable, String reason, String what,
		boolean failure, boolean reported, long at) {

	private Cause(Outcome<?> outcome, Throwable throwable, String reason, boolean failure, boolean reported, long at) {
		this(outcome, unstarted(outcome, reason, throwable), throwable, reason, reason, failure, reported, at);
	}

	public static Cause cancelled(String reason, long at) {
		return cancelled(reason, false, at);
	}

	private static Cause cancelled(String reason, boolean reported, long at) {
		return new Cause(new Outcome.Cancelled<>(reason, null), new CancellationException(reason), reason, false,
				reported, at);
	}

	public static Cause timedOut(String what, Duration limit, long at) {
		return timedOut(what, "", limit, at);
	}

	/**
	 * Makes the cause of a scope whose time is up.
	 * @param what the scope
	 * @param late which tasks it has found unfinished, with a space before, or empty
	 * @param limit its timeout
	 * @param at the time
	 * @return the cause
	 */
	public static Cause timedOut(String what, String late, Duration limit, long at) {
		String reason = TimeoutText.of(what, limit);
		TaskTimeoutException timeout = new TaskTimeoutException(what + late, limit);
		return new Cause(new Outcome.TimedOut<>(limit), new Outcome.Cancelled<>(reason, timeout), timeout, reason, what,
				false, false, at);
	}

	/**
	 * Makes the exception for a task that is out of time, which may be that of its scope.
	 * @param task the task in words
	 * @param ofScope the cause of its scope, {@code null} for none
	 * @param outcome its outcome
	 * @return a new exception
	 */
	@SuppressWarnings("ReferenceEquality")
	public static TaskTimeoutException timeout(String task, @Nullable Cause ofScope, Outcome.TimedOut<?> outcome) {
		String what = task;
		if (ofScope != null && ofScope.outcome == outcome) {
			what += " was ended with its scope: " + ofScope.what;
		}
		return new TaskTimeoutException(what, outcome.limit());
	}

	// What a failed task gives its scope. Only a panic is reported as one
	public static Cause failed(long id, String name, Throwable failure, boolean panic, long at) {
		String reason = "sibling " + id + " \"" + Printable.of(name) + "\" failed";
		return new Cause(new Outcome.Cancelled<>(reason, failure), failure, reason, true, panic, at);
	}

	/**
	 * Makes what the scopes a task has opened inherit of it.
	 * @param task the task in words
	 * @param outcome its outcome
	 * @param reported whether that stems from a failure that is reported as a panic
	 * @param at the time
	 * @return the cause
	 */
	public static Cause ofOpener(String task, Outcome<?> outcome, boolean reported, long at) {
		return switch (outcome) {
			case Outcome.TimedOut<?> timeout -> timedOut(task, timeout.limit(), at);
			case Outcome.Cancelled<?> cancel ->
				new Cause(cancel, cancellation(cancel), cancel.reason(), false, reported, at);
			case Outcome.Success<?> success -> cancelled(task + " has ended", at);
			case Outcome.Panicked<?> panic -> cancelled(task + " has panicked", reported, at);
			case Outcome.Failed<?> failed -> cancelled(task + " has failed", at);
		};
	}

	// A new exception for each join
	@SuppressWarnings("ReferenceEquality")
	public RuntimeException toThrow(List<Throwable> failures) {
		if (this.outcome instanceof Outcome.Cancelled<?> cancel && !this.failure) {
			return cancellation(cancel);
		}
		CompletionException thrown = new CompletionException(SafeRead.line(this.throwable), this.throwable);
		failures.stream().filter((other) -> other != this.throwable).forEach(thrown::addSuppressed);
		return thrown;
	}

	public static CancellationException cancellation(Outcome.Cancelled<?> cancel) {
		return cancellation(cancel.reason(), cancel.cause());
	}

	public static CancellationException cancellation(String reason, @Nullable Throwable cause) {
		CancellationException exception = new CancellationException(reason);
		if (cause != null) {
			exception.initCause(cause);
		}
		return exception;
	}

	private static Outcome<?> unstarted(Outcome<?> outcome, String reason, Throwable throwable) {
		return (outcome instanceof Outcome.Cancelled) ? outcome : new Outcome.Cancelled<>(reason, throwable);
	}

	/**
	 * Whether the failure of a join that this cause gives is reported, so that the joiner
	 * need not do it. A closing launcher has said what it cancels.
	 * @param closing whether the launcher is closing
	 * @return {@code true} when it is
	 */
	public boolean isReported(boolean closing) {
		return this.reported || (closing && !this.failure && this.outcome instanceof Outcome.Cancelled);
	}

	// Whether that is an outcome this cause has given
	@SuppressWarnings("ReferenceEquality")
	public boolean hasDecided(@Nullable Outcome<?> decided) {
		return decided == this.outcome || decided == this.unstarted;
	}

}
