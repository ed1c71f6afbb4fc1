package dev.corral.internal.task;

import dev.corral.CancellationScope;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.platform.Environment;

/** What tasks need of the launcher they belong to. */
public interface TaskHost {

	Environment environment();

	CallbackExecutor callbacks();

	Shutdown shutdown();

	/**
	 * The root as a task's body sees it.
	 * @return a scope that launches, and that no task can end
	 */
	CancellationScope rootScope();

}
