package dev.corral.internal.engine;

import java.util.List;
import java.util.concurrent.ExecutorService;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.TaskSpec;
import dev.corral.dump.Grouping;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.FailureLines;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.leak.LeakAges;
import dev.corral.internal.leak.Leaks;
import dev.corral.internal.leak.NearLimit;
import dev.corral.internal.leak.Watcher;
import dev.corral.internal.limit.HeldSlots;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.proof.ProofRecords;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.render.LiveDumps;
import dev.corral.internal.render.LiveTasks;
import dev.corral.internal.restart.RestartLoop;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.ScopeHost;
import dev.corral.internal.scope.ScopeLifecycle;
import dev.corral.internal.scope.ScopeUpkeep;
import dev.corral.internal.scope.Scopes;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.Interrupts;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.Panics;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskCompleter;
import dev.corral.internal.task.TaskEngine;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.task.TaskRecord;
import dev.corral.internal.task.TaskReporter;
import dev.corral.internal.task.TaskRunner;
import dev.corral.internal.timer.Deadlines;
import dev.corral.monitor.RecentLeak;

/**
 * The parts of one launcher and how they are put together. Each part takes what it uses;
 * tasks and scopes, which come later, reach theirs through {@link TaskEngine} and
 * {@link ScopeHost}.
 */
public final class CorralParts implements TaskEngine, ScopeHost, Proofs.Sink {

	private final Environment environment;

	private final Shutdown shutdown;

	private final Scopes scopes;

	private final Registry<SupervisedTask<?>> registry;

	/** {@code null} outside proof mode. */
	private final @Nullable Proofs proofs;

	private final Admission admission;

	private final LaneWatch lanes;

	private final Interrupts interrupts;

	private final CallbackExecutor callbacks;

	private final FailureLines failureLines;

	private final Listeners listeners;

	private final Deadlines deadlines;

	private final Panics panics;

	private final Leaks leaks;

	private final TaskCompleter completer;

	private final OutcomeDecider decider;

	private final ScopeLifecycle scopeLifecycle;

	private final Scope rootScope;

	private final TaskRunner runner;

	private final Watcher watcher;

	private final Launcher launcher;

	private final ShutdownSequence shutdownSequence;

	public CorralParts(CorralConfig config, Backend backend) {
		this.environment = Environment.of(config, backend);
		this.shutdown = new Shutdown(backend);
		ProofRecords records = (config.proveUnreachable() && Proofs.isPossible(backend)) ? new ProofRecords() : null;
		this.scopes = new Scopes(records != null);
		this.registry = new Registry<>(this.environment, this, records);
		this.proofs = (records != null) ? new Proofs(this.environment, this.registry, records, this) : null;
		this.admission = new Admission(this.environment, this.registry, this.scopes, this.shutdown, this.proofs);
		this.lanes = new LaneWatch(backend);
		this.interrupts = new Interrupts(backend, this.lanes);
		this.callbacks = new CallbackExecutor(backend, this.lanes, config.checkInterval());
		this.failureLines = new FailureLines(backend, this.callbacks, config.checkInterval());
		this.listeners = new Listeners(config.listeners(), this.callbacks, this.failureLines);
		this.deadlines = new Deadlines(backend, this.registry, this.callbacks);
		this.panics = new Panics(backend, config.recoveryHandlers(), this.listeners, this.failureLines,
				config.recent());
		this.leaks = new Leaks(backend, this.listeners, config.recent());
		this.completer = new TaskCompleter(backend, this.deadlines,
				new TaskReporter(backend, this.panics, this.listeners, this.failureLines), this.listeners,
				this.callbacks, this.admission, this.leaks::settled);
		this.decider = new OutcomeDecider(this.environment, this.deadlines, this.interrupts, this.completer,
				this::overdue);
		this.scopeLifecycle = new ScopeLifecycle(this.environment, this.scopes, this.deadlines, this.decider,
				this.admission::signalEnded, this.shutdown);
		this.rootScope = Scope.root(this);
		ContextPropagation contexts = new ContextPropagation(config.contextCarriers(), this.callbacks);
		RestartLoop restarts = new RestartLoop(backend, this.decider, this.panics, this.listeners, this.deadlines,
				this.interrupts, this.callbacks, this.shutdown);
		this.runner = new TaskRunner(backend, this.decider, this.completer, this.panics, restarts, this.listeners,
				this.deadlines, contexts, this.callbacks);
		LeakAges ages = new LeakAges(config);
		this.watcher = new Watcher(this.environment, this.registry, this.decider, this.callbacks, this.leaks, ages,
				this.proofs,
				new NearLimit(this.admission.all(), () -> new LiveDumps(live()).shortText(Grouping.SAMPLED)), upkeep());
		this.launcher = new Launcher(this.environment, this.registry, this.admission, contexts, this.decider,
				this.listeners, ages, this.shutdown, this.watcher);
		this.shutdownSequence = new ShutdownSequence(live(), this.scopeLifecycle, this.admission.all(), this.decider,
				this.callbacks, this.shutdown);
	}

	// Last, when nothing can fail any more: nobody could close a launcher that fails here
	void start() {
		CurrentTask.opened(this.registry);
		this.watcher.ensureRunning();
	}

	// Made once: a step may be due while there is no memory
	private List<Runnable> upkeep() {
		ScopeUpkeep ofScopes = new ScopeUpkeep(this.environment, this.scopes, this.scopeLifecycle);
		return List.of(this.deadlines::ensureRunning, this.callbacks::look, ofScopes::look, this.admission::signalEnded,
				this.leaks::reportPostponed, this.registry::catchUp, this.failureLines::look);
	}

	private void overdue(SupervisedTask<?> task) {
		this.watcher.overdue(task);
	}

	@Override
	public RecentLeak proved(TaskRecord record) {
		HeldSlots heldSlots = record.heldSlots();
		Slots slots = (heldSlots != null) ? heldSlots.take() : null;
		if (slots != null) {
			this.admission.giveBack(slots);
		}
		return this.leaks.proved(record);
	}

	@Override
	public void drained() {
		this.admission.signalLeft();
		this.watcher.logLeaks();
	}

	/**
	 * Ends all tasks within the configured limits, then the helper threads. When there is
	 * no memory to cancel with, it throws, the helper threads go on so that timeouts
	 * still fire, and it may be called again. See {@link LaterCloser} for a call while
	 * another closes.
	 * @param waiting the thread that waits for the calling one, {@code null} for none
	 */
	public void close(@Nullable Thread waiting) {
		this.shutdown.begin();
		this.admission.signalEnded();
		if (!this.shutdown.tryClose() && !LaterCloser.awaitFirst(this.shutdown, this.environment, waiting)) {
			return;
		}
		boolean closed = false;
		try {
			endAll(waiting);
			closed = true;
		}
		finally {
			this.shutdown.closeEnded(closed);
		}
	}

	private void endAll(@Nullable Thread waiting) {
		boolean stops = true;
		try {
			this.shutdownSequence.endAll(waiting);
		}
		catch (OutOfMemoryError ex) {
			stops = false;
			throw ex;
		}
		finally {
			if (stops) {
				stop();
				this.shutdownSequence.awaitLogged();
			}
		}
	}

	// The helper threads end when they have done what is left. A step that needs memory
	// must not keep the others from their end
	private void stop() {
		this.registry.clock().stop();
		this.deadlines.stop();
		this.watcher.stop();
		this.interrupts.stop();
		try {
			writeWaitingLines();
		}
		finally {
			this.callbacks.stop();
			this.lanes.stop();
			CurrentTask.closed(this.registry);
		}
	}

	private void writeWaitingLines() {
		try {
			this.failureLines.close(this.shutdown, () -> this.admission.all().taken() == 0);
		}
		finally {
			this.leaks.close(this.callbacks);
		}
	}

	public LiveTasks live() {
		return new LiveTasks(this.environment, this.registry, this.scopes);
	}

	@Override
	public Environment environment() {
		return this.environment;
	}

	@Override
	public TaskRunner runner() {
		return this.runner;
	}

	@Override
	public OutcomeDecider decider() {
		return this.decider;
	}

	@Override
	public CallbackExecutor callbacks() {
		return this.callbacks;
	}

	@Override
	public CancellationScope rootScope() {
		return this.rootScope;
	}

	@Override
	public long nextId() {
		return this.registry.nextId();
	}

	public Deadlines deadlines() {
		return this.deadlines;
	}

	public Scopes scopes() {
		return this.scopes;
	}

	@Override
	public ScopeLifecycle scopeLifecycle() {
		return this.scopeLifecycle;
	}

	@Override
	public void requireOpen(String what, String name) {
		this.shutdown.requireOpen(what, name);
	}

	@Override
	public TaskSpec task(@Nullable Scope scope, String name) {
		return new LaunchSpec(this.launcher, scope, name, TaskOptions.DEFAULTS);
	}

	@Override
	public ExecutorService openExecutor(@Nullable Scope scope, String name) {
		return ExecutorView.open(this, this.launcher, name, scope);
	}

	public Registry<SupervisedTask<?>> registry() {
		return this.registry;
	}

	public Admission admission() {
		return this.admission;
	}

	public @Nullable Proofs proofs() {
		return this.proofs;
	}

	public Listeners listeners() {
		return this.listeners;
	}

	public FailureLines failureLines() {
		return this.failureLines;
	}

	public Panics panics() {
		return this.panics;
	}

	public Leaks leaks() {
		return this.leaks;
	}

	public Launcher launcher() {
		return this.launcher;
	}

	public TaskCompleter completer() {
		return this.completer;
	}

	public Interrupts interrupts() {
		return this.interrupts;
	}

	@Override
	public Shutdown shutdown() {
		return this.shutdown;
	}

}
