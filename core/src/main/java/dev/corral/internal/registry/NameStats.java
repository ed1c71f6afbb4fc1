package dev.corral.internal.registry;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskSettings;
import dev.corral.internal.limit.Limiter;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;

/** The statistics of one task name: its settings, counters per stripe, and leaks. */
public final class NameStats {

	private final String name;

	private final @Nullable TaskSettings settings;

	final StripeCounters[] counters;

	/** Written by launching threads; whichever comes last is as good. */
	private volatile @Nullable CachedOrigin lastOrigin;

	private final AtomicReference<@Nullable Limiter> limiter = new AtomicReference<>();

	/** How many leaks are current, of all names. */
	private final AtomicLong leaked;

	/** A counter for every reason; the map itself does not change. */
	private final Map<LeakReason, LeakCounter> leaks = new EnumMap<>(LeakReason.class);

	/**
	 * Makes the statistics of a name.
	 * @param name the task name, or the one that further names share
	 * @param settings what is configured for the name, {@code null} for nothing
	 * @param stripes the number of stripes, a power of two; each has its counters set
	 * before the first launch
	 * @param leaked the leaks of all names
	 */
	public NameStats(String name, @Nullable TaskSettings settings, int stripes, AtomicLong leaked) {
		this.leaked = leaked;
		this.name = name;
		this.settings = settings;
		this.counters = new StripeCounters[stripes];
		for (LeakReason reason : LeakReason.values()) {
			this.leaks.put(reason, new LeakCounter());
		}
	}

	public @Nullable CachedOrigin lastOrigin() {
		return this.lastOrigin;
	}

	public void lastOrigin(CachedOrigin value) {
		this.lastOrigin = value;
	}

	public String name() {
		return this.name;
	}

	public @Nullable TaskSettings settings() {
		return this.settings;
	}

	// How many tasks of the name there may be, null for no limit
	public @Nullable Limiter limiter() {
		return this.limiter.get();
	}

	// Sets the limit unless there is one; returns the one that holds
	public Limiter limitBy(Limiter value) {
		Limiter known = this.limiter.compareAndExchange(null, value);
		return (known != null) ? known : value;
	}

	// Of the calling thread's stripe: few threads share one
	public StripeCounters counters() {
		return this.counters[(int) Thread.currentThread().threadId() & (this.counters.length - 1)];
	}

	public void leakFound(LeakReason reason, boolean firstOfItsTask) {
		addLeaks(reason, 1, firstOfItsTask ? 1 : 0, 0);
	}

	public void leakEnded(LeakReason reason, boolean firstOfItsTask) {
		addLeaks(reason, -1, 0, firstOfItsTask ? 1 : 0);
	}

	// Of a task that is gone: nothing leaks any more
	public void leakProved() {
		addLeaks(LeakReason.UNREACHABLE, 0, 1, 0);
	}

	private void addLeaks(LeakReason reason, int current, int found, int ended) {
		counter(reason).add(current, found, ended);
		this.leaked.addAndGet(current);
	}

	private LeakCounter counter(LeakReason reason) {
		return Objects.requireNonNull(this.leaks.get(reason));
	}

	public long leaked() {
		return this.leaks.values().stream().mapToLong((counter) -> counter.read().leaked()).sum();
	}

	public Map<LeakReason, LeakCounts> leaks() {
		Map<LeakReason, LeakCounts> counts = new EnumMap<>(LeakReason.class);
		this.leaks.forEach((reason, counter) -> counts.put(reason, counter.read()));
		return Map.copyOf(counts);
	}

}
