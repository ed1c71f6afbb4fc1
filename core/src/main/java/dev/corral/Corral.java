package dev.corral;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.engine.Admission;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.engine.EngineClasses;
import dev.corral.internal.engine.Rehearsal;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.platform.SystemBackend;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.render.Dumps;
import dev.corral.internal.render.FilteredCursor;
import dev.corral.internal.scope.ScopeOpening;
import dev.corral.internal.scope.ScopeSnapshots;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Check;
import dev.corral.snapshot.Counts;
import dev.corral.snapshot.LeakCounts;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.RecentLeak;
import dev.corral.snapshot.RecentPanic;
import dev.corral.snapshot.ScopeSnapshot;
import dev.corral.snapshot.TaskSnapshot;

/**
 * The root launcher, and the read side for endpoints and meters. Thread-safe. Close it to
 * end its tasks and its threads.
 */
public final class Corral implements TaskLauncher, AutoCloseable {

	private final CorralParts parts;

	Corral(CorralParts parts) {
		this.parts = parts;
	}

	/**
	 * Makes a launcher with the defaults.
	 * @return a launcher, open
	 */
	public static Corral create() {
		return create(CorralConfig.defaults());
	}

	/**
	 * Makes a launcher.
	 * @param config how it behaves
	 * @return a launcher, open
	 */
	public static Corral create(CorralConfig config) {
		StackReserve.requireToAcquire();
		EngineClasses.initialise();
		Rehearsal.once(Corral::new);
		return create(config, SystemBackend.INSTANCE);
	}

	static Corral create(CorralConfig config, Backend backend) {
		StackReserve.requireToAcquire();
		EngineClasses.initialise();
		return new Corral(new CorralParts(Check.notNull("config", config), backend));
	}

	@Override
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(String name, TaskBody body) {
		StackReserve.requireToAcquire();
		return this.parts.launcher().launch(null, Check.name(name), Check.notNull("body", body), TaskOptions.DEFAULTS);
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
		return ScopeOpening.open(this.parts, Check.name(name), Check.notNull("config", config), null);
	}

	@Override
	public ExecutorService asExecutorService(String name) {
		StackReserve.requireToAcquire();
		return this.parts.openExecutor(null, Check.name(name));
	}

	/**
	 * The books of all tasks.
	 * @return the sums over all names
	 */
	public Counts counts() {
		StackReserve.require();
		return this.parts.registry().counts();
	}

	/**
	 * The books by task name; names above the limit stand together under {@code other}.
	 * @return a map of this moment
	 */
	public SortedMap<String, Counts> countsByName() {
		StackReserve.require();
		return this.parts.registry().byName(NameStats::counts);
	}

	/**
	 * The books of one name.
	 * @param name a task's name, or {@code other}
	 * @return books of this moment, empty ones for an unknown name
	 */
	public Counts counts(String name) {
		StackReserve.require();
		NameStats book = this.parts.registry().known(name);
		return (book != null) ? book.counts() : Counts.ZERO;
	}

	/**
	 * The verdicts on tasks of one name.
	 * @param name a task's name, or {@code other}
	 * @return a value for every reason, an empty map for an unknown name
	 */
	public Map<LeakReason, LeakCounts> leaks(String name) {
		StackReserve.require();
		NameStats book = this.parts.registry().known(name);
		return (book != null) ? book.leaks() : Map.of();
	}

	/**
	 * How long ago the oldest live task of each name was launched. Walks over all live
	 * tasks.
	 * @return ages by name, none for names without a live task
	 */
	public Map<String, Duration> oldestAges() {
		StackReserve.require();
		Map<String, Duration> ages = new HashMap<>();
		long now = this.parts.environment().nanoTime();
		this.parts.registry()
			.forEach((task) -> ages.computeIfAbsent(task.counters.book.name(),
					(name) -> Duration.ofNanos(Math.max(0, now - task.launchedAt))));
		return ages;
	}

	/**
	 * How many tasks may be queued or live at once.
	 * @return a number, zero for no limit
	 */
	public int maxLive() {
		return this.parts.admission().all().max();
	}

	/**
	 * Changes limits. Lowering one ends nothing: launches are refused, or wait, until so
	 * many tasks have settled. What is live counts towards a limit its name did not have.
	 * @param limits which to change
	 * @throws IllegalArgumentException when a name has no books of its own, because there
	 * are {@link CorralConfig#maxNames()} others
	 */
	public void limits(Limits limits) {
		StackReserve.require();
		Admission admission = this.parts.admission();
		Check.notNull("limits", limits).byName().forEach(admission::limit);
		limits.maxLive().ifPresent(admission::limit);
	}

	/**
	 * How many launches wait for a slot.
	 * @return the number of this moment
	 */
	public int launchesWaiting() {
		StackReserve.require();
		return this.parts.admission().waiting();
	}

	/**
	 * Opens a walk over live tasks.
	 * @param filter which to show, and how much of each
	 * @return a cursor to be closed
	 */
	public TaskCursor tasks(TaskFilter filter) {
		StackReserve.require();
		return new FilteredCursor(this.parts.live(), Check.notNull("filter", filter));
	}

	/**
	 * Counts live tasks. Walks over all of them.
	 * @param filter which to count
	 * @return their number
	 */
	public long count(TaskFilter filter) {
		StackReserve.require();
		return Dumps.count(this.parts.live(), Check.notNull("filter", filter));
	}

	/**
	 * The open scopes, without the root, in ascending order of id.
	 * @return a list of this moment
	 */
	public List<ScopeSnapshot> scopes() {
		StackReserve.require();
		return this.parts.scopes()
			.stream()
			.map(ScopeSnapshots::of)
			.sorted(Comparator.comparingLong(ScopeSnapshot::id))
			.toList();
	}

	/**
	 * Has a full garbage collection prove which tasks are blocked for ever, and waits at
	 * most a second until it has told. Ordinary collections prove as well, unasked.
	 * @return what it proved, ascending by id; empty when proofs are off or not possible
	 */
	public List<RecentLeak> proveUnreachable() {
		StackReserve.require();
		Proofs proofs = this.parts.proofs();
		return (proofs != null) ? proofs.prove().stream().sorted(Comparator.comparingLong(RecentLeak::task)).toList()
				: List.of();
	}

	/**
	 * How many scopes are open.
	 * @return the number of this moment, without the root
	 */
	public int openScopes() {
		StackReserve.require();
		return this.parts.scopes().size();
	}

	/**
	 * Finds a task that has not settled.
	 * @param id its id
	 * @return the task at this moment with its stack, empty when there is none
	 */
	public Optional<TaskSnapshot> find(long id) {
		StackReserve.require();
		return Optional.ofNullable(this.parts.registry().find(id)).map((task) -> Snapshots.of(task, true));
	}

	/**
	 * Cancels a task.
	 * @param id its id
	 * @param reason why
	 * @return whether this call decided its outcome
	 */
	@CanIgnoreReturnValue
	public boolean cancel(long id, String reason) {
		StackReserve.require();
		SupervisedTask<?> task = this.parts.registry().find(id);
		boolean decided = task != null && task.cancel(Check.notNull("reason", reason));
		if (decided) {
			this.parts.callbacks()
				.log(new LogLine(Level.INFO, "{} was cancelled by its id: {}", task, Printable.of(reason)));
		}
		return decided;
	}

	/**
	 * Cancels a scope.
	 * @param id its id
	 * @param reason why
	 * @return whether this call gave it its cause, empty when there is no such open scope
	 */
	@CanIgnoreReturnValue
	public Optional<Boolean> cancelScope(long id, String reason) {
		StackReserve.require();
		return this.parts.scopes()
			.stream()
			.filter((scope) -> scope.id() == id)
			.findFirst()
			.map((scope) -> scope.cancel(Check.notNull("reason", reason)));
	}

	/**
	 * What is remembered of the last panics.
	 * @return text only, newest first
	 */
	public List<RecentPanic> recentPanics() {
		StackReserve.require();
		return this.parts.panics().recent();
	}

	/**
	 * What is remembered of the last verdicts.
	 * @return text only, newest first
	 */
	public List<RecentLeak> recentLeaks() {
		StackReserve.require();
		return this.parts.leaks().recent();
	}

	/**
	 * Dumps of live tasks: as text, grouped, as a profile, to the log, or of one task
	 * over time.
	 * @return the dumps of this launcher
	 */
	public CorralDumps dumps() {
		return new CorralDumps(this.parts.live());
	}

	/**
	 * Sets who receives how long tasks took, in place of the one before.
	 * @param recorder the recorder
	 * @return ends it
	 */
	public Registration recordDurations(DurationRecorder recorder) {
		StackReserve.requireToAcquire();
		return this.parts.listeners().recordInto(Check.notNull("recorder", recorder));
	}

	/**
	 * Asks to hear of every task name, those known and those to come, each once and on
	 * the callback executor.
	 * @param listener who hears
	 * @return ends it
	 */
	public Registration onName(Consumer<String> listener) {
		StackReserve.requireToAcquire();
		Check.notNull("listener", listener);
		Consumer<String> guarded = (name) -> this.parts.callbacks().execute(new NameCall(listener, name));
		this.parts.registry().addNameListener(guarded);
		return () -> this.parts.registry().removeNameListener(guarded);
	}

	/**
	 * Refuses new launches, lets tasks end by themselves for the shutdown timeout,
	 * cancels the rest, waits the cancel grace, logs what is left and returns.
	 * Idempotent, and may be called again when it has failed; when interrupted it stops
	 * waiting and keeps the flag. A task of the launcher that closes it is not waited
	 * for.
	 */
	@Override
	public void close() {
		StackReserve.requireToAcquire();
		this.parts.close();
	}

	CorralParts parts() {
		return this.parts;
	}

	/**
	 * A name on its way to a listener, which has the name in the log.
	 *
	 * @param listener the user's
	 * @param name a task's name
	 */
	private record NameCall(Consumer<String> listener, String name) implements Runnable {

		@Override
		public void run() {
			this.listener.accept(this.name);
		}

		@Override
		public String toString() {
			return "name listener " + Printable.of(this.listener.getClass().getName());
		}

	}

}
