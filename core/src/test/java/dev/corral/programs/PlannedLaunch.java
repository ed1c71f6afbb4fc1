package dev.corral.programs;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;

/** A launch that was asked for. */
final class PlannedLaunch {

	final String name;

	final @Nullable OpenedScope scope;

	/** Whether it was too late for it when it was asked for. */
	final boolean tooLate;

	/** Whether its panics come to a handler of its own. */
	boolean ownHandler;

	int handled;

	/** What was bound to the launching thread. */
	final @Nullable String bound;

	/** The task, once its launch has returned it. */
	@Nullable SupervisedTask<?> task;

	PlannedLaunch(String name, @Nullable OpenedScope scope, boolean tooLate, @Nullable String bound) {
		this.name = name;
		this.scope = scope;
		this.tooLate = tooLate;
		this.bound = bound;
	}

	// A timeout that ended no task does not fail a join
	static boolean mustFailJoins(List<PlannedLaunch> launches, Cause cause, Scope at) {
		return !(cause.outcome() instanceof Outcome.TimedOut)
				|| launches.stream().anyMatch((launch) -> launch.wasEndedBy(cause, at));
	}

	private boolean wasEndedBy(Cause cause, Scope at) {
		SupervisedTask<?> launched = this.task;
		return launched != null && launched.scope != null && launched.scope.isAtOrBelow(at.id())
				&& cause.hasDecided(launched.decided());
	}

}
