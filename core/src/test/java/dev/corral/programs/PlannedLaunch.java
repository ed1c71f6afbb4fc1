package dev.corral.programs;

import org.jspecify.annotations.Nullable;

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

}
