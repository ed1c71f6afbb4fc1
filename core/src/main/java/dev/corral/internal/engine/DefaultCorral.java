package dev.corral.internal.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Limits;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.dump.TaskDumps;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.platform.SystemBackend;
import dev.corral.internal.render.LiveDumps;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Check;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskMonitor;

/** The root launcher: checks arguments and makes sure of stack, then asks its parts. */
public final class DefaultCorral implements Corral {

	private final CorralParts parts;

	private final TaskMonitor monitor;

	private final TaskDumps dumps;

	DefaultCorral(CorralParts parts) {
		this.parts = parts;
		this.monitor = new DefaultMonitor(parts);
		this.dumps = new LiveDumps(parts.live());
		parts.start();
	}

	public static Corral create(CorralConfig config) {
		StackReserve.requireToAcquire();
		EngineClasses.initialise();
		WarmUp.once(new SilentOpener());
		return create(config, SystemBackend.INSTANCE);
	}

	// On another backend, for tests and simulations
	public static DefaultCorral create(CorralConfig config, Backend backend) {
		StackReserve.requireToAcquire();
		EngineClasses.initialise();
		return new DefaultCorral(new CorralParts(Check.notNull("config", config), backend));
	}

	@Override
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(String name, TaskBody body) {
		StackReserve.requireToAcquire();
		return this.parts.launcher()
			.launch(null, Check.name(name), Check.notNull("body", RunBody.of(body)), TaskOptions.DEFAULTS);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(String name, Callable<T> body) {
		StackReserve.requireToAcquire();
		return this.parts.launcher().launch(null, Check.name(name), Check.notNull("body", body), TaskOptions.DEFAULTS);
	}

	@Override
	public TaskSpec task(String name) {
		StackReserve.requireToAcquire();
		return this.parts.task(null, Check.name(name));
	}

	@Override
	public CancellationScope openScope(String name) {
		StackReserve.requireToAcquire();
		return openScope(name, ScopeConfig.failFast());
	}

	@Override
	public CancellationScope openScope(String name, ScopeConfig config) {
		StackReserve.requireToAcquire();
		return Scope.open(this.parts, Check.name(name), Check.notNull("config", config), null);
	}

	@Override
	public ExecutorService openExecutor(String name) {
		StackReserve.requireToAcquire();
		return this.parts.openExecutor(null, Check.name(name));
	}

	@Override
	public TaskMonitor monitor() {
		return this.monitor;
	}

	@Override
	public TaskDumps dumps() {
		return this.dumps;
	}

	@Override
	public Counts counts() {
		StackReserve.require();
		return this.parts.registry().counts();
	}

	@Override
	public void limits(Limits limits) {
		StackReserve.require();
		Admission admission = this.parts.admission();
		Check.notNull("limits", limits).byName().forEach(admission::limit);
		limits.maxLive().ifPresent(admission::limit);
	}

	@Override
	public void close() {
		StackReserve.requireToAcquire();
		this.parts.close(null);
	}

	@Override
	public void closeFor(Thread waiting) {
		StackReserve.requireToAcquire();
		this.parts.close(Check.notNull("waiting", waiting));
	}

	public CorralParts parts() {
		return this.parts;
	}

	/*-
	 * A class, not a lambda: a lambda whose first use runs out of memory can never be used.
	 */
	/** Opens launchers that log nothing. */
	private static final class SilentOpener implements Function<CorralConfig, Corral> {

		@Override
		public Corral apply(CorralConfig config) {
			CorralParts parts = new CorralParts(config, SystemBackend.INSTANCE);
			parts.callbacks().logNothing();
			return new DefaultCorral(parts);
		}

	}

}
