package dev.corral.internal.scope;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.task.BlockedInJoin;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.OpenedScope;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOwner;
import dev.corral.internal.timer.ExpirableEntry;
import dev.corral.internal.util.Check;
import dev.corral.monitor.Registration;

/** What callers see of a scope: waiting for it, cancelling it, why it ended. */
abstract class ScopeHandle extends ExpirableEntry implements LaunchingScope, TaskOwner, OpenedScope {

	abstract Long id();

	abstract ScopeMembers members();

	/**
	 * Called when the scope has its cause.
	 * @return the callbacks of users
	 */
	abstract Callbacks callbacks();

	@Override
	public void join() throws InterruptedException {
		StackReserve.require();
		SupervisedTask<?> joiner = CurrentTask.get();
		if (joiner != null && joiner.scope != null && joiner.scope.isAtOrBelow(id())) {
			throw new IllegalStateException("scope " + this + " cannot be joined by a task of its own");
		}
		BlockedInJoin.begin(joiner);
		try {
			members().awaitDecided();
		}
		finally {
			BlockedInJoin.end(joiner);
		}
		Cause ended = endedBy();
		if (ended != null) {
			throw ended.toThrow(members().failures());
		}
	}

	@Override
	@CanIgnoreReturnValue
	public boolean cancel(String reason) {
		StackReserve.require();
		return end(Cause.cancelled(Check.notNull("reason", reason), host().environment().nanoTime()));
	}

	@Override
	public boolean isCancelled() {
		return endedBy() != null;
	}

	@Override
	public Optional<Throwable> cause() {
		return Optional.ofNullable(endedBy()).map(Cause::throwable);
	}

	@Override
	public Optional<Instant> deadline() {
		StackReserve.require();
		return Snapshots.deadline(host().environment(), endsBy());
	}

	@Override
	public Optional<Duration> remaining() {
		StackReserve.require();
		return Snapshots.remaining(host().environment(), endsBy());
	}

	@Override
	public Registration onCancel(Runnable callback) {
		StackReserve.requireToAcquire();
		Registration registration = callbacks().add(Check.notNull("callback", callback));
		if (isCancelled()) {
			callbacks().fire();
		}
		return registration;
	}

}
