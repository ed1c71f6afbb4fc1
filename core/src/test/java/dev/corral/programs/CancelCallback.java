package dev.corral.programs;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;

/** A callback for a cancel. */
final class CancelCallback {

	final @Nullable Scope scope;

	final @Nullable SupervisedTask<?> task;

	int ran;

	boolean takenBack;

	CancelCallback(@Nullable Scope scope, @Nullable SupervisedTask<?> task) {
		this.scope = scope;
		this.task = task;
	}

	boolean isCancelled() {
		Outcome<?> outcome = (this.task != null) ? this.task.decided() : null;
		return (this.scope != null) ? this.scope.isCancelled()
				: outcome instanceof Outcome.Cancelled || outcome instanceof Outcome.TimedOut;
	}

}
