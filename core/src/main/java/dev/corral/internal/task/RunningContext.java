package dev.corral.internal.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import dev.corral.CancellationScope;
import dev.corral.Outcome;
import dev.corral.TaskContext;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.util.Check;
import dev.corral.monitor.Registration;

/** The context of one task. */
public final class RunningContext implements TaskContext {

	private final SupervisedTask<?> task;

	public RunningContext(SupervisedTask<?> task) {
		this.task = task;
	}

	@Override
	public long id() {
		return this.task.id();
	}

	@Override
	public String name() {
		return this.task.name();
	}

	@Override
	public int attempt() {
		return this.task.attempt();
	}

	@Override
	public boolean isCancelled() {
		return cause().isPresent();
	}

	@Override
	public void checkCancelled() {
		StackReserve.require();
		switch (this.task.decided()) {
			case Outcome.TimedOut<?> ended -> {
				TaskTimeoutException timeout = Joins.timeout(this.task, ended);
				throw Cause.cancellation(String.valueOf(timeout.getMessage()), timeout);
			}
			case Outcome.Cancelled<?> ended -> throw Cause.cancellation(ended);
			case null -> checkAttempt();
			case Outcome.Success<?> ended -> {
			}
			case Outcome.Failed<?> ended -> {
			}
			case Outcome.Panicked<?> ended -> {
			}
		}
	}

	private void checkAttempt() {
		Throwable timeout = causeOfAttempt().orElse(null);
		if (timeout != null) {
			throw Cause.cancellation(String.valueOf(timeout.getMessage()), timeout);
		}
	}

	private Optional<Throwable> causeOfAttempt() {
		Attempts attempts = this.task.attemptsIfAny();
		return (attempts != null) ? attempts.cause() : Optional.empty();
	}

	@Override
	public Optional<Throwable> cause() {
		return this.task.isDone() ? causeOfOutcome() : causeOfAttempt();
	}

	private Optional<Throwable> causeOfOutcome() {
		return switch (this.task.decided()) {
			case Outcome.TimedOut<?> timeout -> Optional.of(Joins.timeout(this.task, timeout));
			case Outcome.Cancelled<?> cancel ->
				Optional.of((cancel.cause() != null) ? cancel.cause() : new CancellationException(cancel.reason()));
			case null, default -> Optional.empty();
		};
	}

	@Override
	public Optional<Instant> deadline() {
		StackReserve.require();
		return Snapshots.deadline(this.task.environment(), Snapshots.due(this.task));
	}

	@Override
	public Optional<Duration> remaining() {
		StackReserve.require();
		return Snapshots.remaining(this.task.environment(), Snapshots.due(this.task));
	}

	@Override
	public Registration onCancel(Runnable callback) {
		StackReserve.requireToAcquire();
		Runnable checked = Check.notNull("callback", callback);
		return this.task.onDecided(this.task.callbackContext().bind(new WhenCancelled(this, checked)));
	}

	@Override
	public CancellationScope scope() {
		StackReserve.require();
		TaskOwner owner = this.task.scope;
		return (owner != null) ? owner.asScope() : this.task.host().rootScope();
	}

	/**
	 * Runs a callback at the end of a task that was cancelled.
	 *
	 * @param context the task's
	 * @param callback the user's
	 */
	record WhenCancelled(RunningContext context, Runnable callback) implements Callbacks.Wrapper {

		@Override
		public void run() {
			if (this.context.causeOfOutcome().isPresent()) {
				this.callback.run();
			}
		}

	}

}
