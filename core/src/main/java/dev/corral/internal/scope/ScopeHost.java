package dev.corral.internal.scope;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskSpec;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.timer.Deadlines;

/** What scopes need of the launcher they belong to. */
public interface ScopeHost {

	Environment environment();

	long nextId();

	CallbackExecutor callbacks();

	Deadlines deadlines();

	OutcomeDecider decider();

	Scopes scopes();

	/**
	 * Refuses what is opened or launched after the launcher was closed.
	 * @param what what is refused
	 * @param name its name
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	void requireOpen(String what, String name);

	/** A scope has ended: launches that wait for a slot look whether they still do. */
	void recheckWaiting();

	/** Wakes the closer of the launcher: a scope has left. */
	void signalLeft();

	TaskSpec task(@Nullable Scope scope, String name);

	ExecutorService openExecutor(@Nullable Scope scope, String name);

}
