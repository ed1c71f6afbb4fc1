package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * Why a scope ended, inherited by everything below it.
 *
 * @param outcome the outcome of the tasks it ends
 * @param throwable what {@code cause()} shows
 * @param failure whether a task of the scope failed
 * @param at the time of the cause, by the backend's clock
 */
record Cause(Outcome<?> outcome, Throwable throwable, boolean failure, long at) {

	static Cause cancelled(String reason, long at) {
		return new Cause(new Outcome.Cancelled<>(reason, null), new CancellationException(reason), false, at);
	}

	static Cause timedOut(String what, Duration limit, long at) {
		return new Cause(new Outcome.TimedOut<>(limit), new TaskTimeoutException(what, limit), false, at);
	}

	static Cause failed(SupervisedTask<?> task, Throwable failure, long at) {
		String reason = "sibling " + task.id() + " \"" + task.name() + "\" failed";
		return new Cause(new Outcome.Cancelled<>(reason, failure), failure, true, at);
	}

	// A new exception for whoever joins
	@SuppressWarnings("ReferenceEquality")
	RuntimeException toThrow(List<Throwable> failures) {
		if (this.throwable instanceof CancellationException && !this.failure) {
			return new CancellationException(this.throwable.getMessage());
		}
		CompletionException thrown = new CompletionException(this.throwable);
		failures.stream().filter((other) -> other != this.throwable).forEach(thrown::addSuppressed);
		return thrown;
	}

	// The outcome of a task that never began: it cannot have used up a timeout
	Outcome<?> outcomeOfUnbegun() {
		return (this.outcome instanceof Outcome.Cancelled) ? this.outcome
				: new Outcome.Cancelled<>(String.valueOf(this.throwable.getMessage()), this.throwable);
	}

}
