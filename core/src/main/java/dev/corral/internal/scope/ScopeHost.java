package dev.corral.internal.scope;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskSpec;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.platform.Environment;

/** What scopes need of the launcher they belong to. */
public interface ScopeHost {

	Environment environment();

	long nextId();

	CallbackExecutor callbacks();

	ScopeLifecycle scopeLifecycle();

	Shutdown shutdown();

	/**
	 * Rejects launches and new scopes after the launcher was closed.
	 * @param what the kind of what is rejected
	 * @param name its name
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	void requireOpen(String what, String name);

	TaskSpec task(@Nullable Scope scope, String name);

	ExecutorService openExecutor(@Nullable Scope scope, String name);

}
