package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.render.FilteredCursor;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Check;
import dev.corral.internal.util.TypeText;
import dev.corral.monitor.Counts;
import dev.corral.monitor.DurationRecorder;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.RecentPanic;
import dev.corral.monitor.Registration;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskMonitor;
import dev.corral.monitor.TaskSnapshot;

/** Reads the parts of one launcher. */
final class DefaultMonitor implements TaskMonitor {

	private final CorralParts parts;

	DefaultMonitor(CorralParts parts) {
		this.parts = parts;
	}

	@Override
	public Counts counts() {
		StackReserve.require();
		return this.parts.registry().counts();
	}

	@Override
	public Counts counts(String name) {
		StackReserve.require();
		NameStats stats = this.parts.registry().findStats(name);
		return (stats != null) ? this.parts.registry().counts(stats) : Counts.ZERO;
	}

	@Override
	public SortedMap<String, Counts> countsByName() {
		StackReserve.require();
		return this.parts.registry().countsByName();
	}

	@Override
	public Registration onName(Consumer<String> listener) {
		StackReserve.requireToAcquire();
		Check.notNull("listener", listener);
		Consumer<String> guarded = (name) -> this.parts.callbacks().execute(new NameCall(listener, name));
		this.parts.registry().addNameListener(guarded);
		return () -> this.parts.registry().removeNameListener(guarded);
	}

	@Override
	public Registration recordDurations(DurationRecorder recorder) {
		StackReserve.requireToAcquire();
		return this.parts.listeners().recordInto(Check.notNull("recorder", recorder));
	}

	@Override
	public Map<String, Duration> oldestAges() {
		StackReserve.require();
		Map<String, Duration> ages = new HashMap<>();
		this.parts.registry()
			.forEach((task) -> ages.computeIfAbsent(task.counters.stats.name(),
					(name) -> this.parts.environment().since(task.launchedAt)));
		return ages;
	}

	@Override
	public int maxLive() {
		return this.parts.admission().all().max();
	}

	@Override
	public int launchesWaiting() {
		StackReserve.require();
		return this.parts.admission().waiting();
	}

	@Override
	public TaskCursor tasks(TaskFilter filter) {
		StackReserve.require();
		return new FilteredCursor(this.parts.live(), Check.notNull("filter", filter));
	}

	@Override
	public long count(TaskFilter filter) {
		StackReserve.require();
		return new FilteredCursor(this.parts.live(), Check.notNull("filter", filter)).countRest();
	}

	@Override
	public Optional<TaskSnapshot> find(long id) {
		StackReserve.require();
		return Optional.ofNullable(this.parts.registry().find(id)).map((task) -> Snapshots.of(task, true));
	}

	@Override
	@CanIgnoreReturnValue
	public boolean cancel(long id, String reason) {
		StackReserve.require();
		SupervisedTask<?> task = this.parts.registry().find(id);
		Map<String, String> mdc = (task != null) ? ContextPropagation.mdcOf(task.body) : null;
		boolean decided = task != null && task.cancel(Check.notNull("reason", reason));
		if (task != null && decided && this.parts.callbacks().tryAcquireLine(kindOfCancels(task))) {
			this.parts.callbacks()
				.log(new LogLine(LogTopic.LIFECYCLE, Level.INFO, "{} was cancelled by its id: {}", task.subject(),
						Printable.of(reason))
					.withMdc(mdc));
		}
		return decided;
	}

	private static StormKind kindOfCancels(SupervisedTask<?> task) {
		return StormKind.ofTasks(LogTopic.LIFECYCLE, Level.INFO, task.counters.stats.name(),
				"were cancelled by their ids");
	}

	@Override
	public List<ScopeSnapshot> scopes() {
		StackReserve.require();
		return this.parts.scopes()
			.stream()
			.map(ScopeNode::snapshot)
			.sorted(Comparator.comparingLong(ScopeSnapshot::id))
			.toList();
	}

	@Override
	public int openScopes() {
		StackReserve.require();
		return this.parts.scopes().size();
	}

	@Override
	@CanIgnoreReturnValue
	public Optional<Boolean> cancelScope(long id, String reason) {
		StackReserve.require();
		return this.parts.scopes()
			.stream()
			.filter((scope) -> scope.id() == id)
			.findFirst()
			.map((scope) -> scope
				.end(Cause.cancelled(Check.notNull("reason", reason), scope.environment().nanoTime())));
	}

	@Override
	public List<RecentPanic> recentPanics() {
		StackReserve.require();
		return this.parts.panics().recent();
	}

	@Override
	public List<RecentLeak> recentLeaks() {
		StackReserve.require();
		return this.parts.leaks().recent();
	}

	@Override
	public Map<LeakReason, LeakCounts> leaks(String name) {
		StackReserve.require();
		NameStats stats = this.parts.registry().findStats(name);
		return (stats != null) ? stats.leaks() : Map.of();
	}

	@Override
	public List<RecentLeak> proveUnreachable() {
		StackReserve.require();
		Proofs proofs = this.parts.proofs();
		return (proofs != null) ? proofs.prove().stream().sorted(Comparator.comparingLong(RecentLeak::task)).toList()
				: List.of();
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
			return "name listener " + TypeText.of(this.listener) + " on \"" + Printable.of(this.name) + '"';
		}

	}

}
