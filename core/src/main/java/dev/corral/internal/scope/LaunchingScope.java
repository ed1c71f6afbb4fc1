package dev.corral.internal.scope;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.util.Check;

/** How both kinds of scope launch. */
public interface LaunchingScope extends CancellationScope {

	ScopeHost host();

	/**
	 * The scope that launched tasks belong to.
	 * @return {@code null} for the root
	 */
	@Nullable Scope receiver();

	@Override
	@CanIgnoreReturnValue
	default Task<@Nullable Void> launch(String name, TaskBody body) {
		return task(name).launch(body);
	}

	@Override
	@CanIgnoreReturnValue
	default <T extends @Nullable Object> Task<T> call(String name, Callable<T> body) {
		return task(name).call(body);
	}

	@Override
	default TaskSpec task(String name) {
		return host().task(receiver(), Check.name(name));
	}

	@Override
	default CancellationScope openScope(String name) {
		StackReserve.requireToAcquire();
		return openScope(name, ScopeConfig.failFast());
	}

	@Override
	default CancellationScope openScope(String name, ScopeConfig config) {
		StackReserve.requireToAcquire();
		return ScopeOpening.open(host(), Check.name(name), Check.notNull("config", config), receiver());
	}

	@Override
	default ExecutorService asExecutorService(String name) {
		StackReserve.requireToAcquire();
		return host().openExecutor(receiver(), Check.name(name));
	}

}
