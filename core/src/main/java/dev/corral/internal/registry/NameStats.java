package dev.corral.internal.registry;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskSettings;
import dev.corral.internal.limit.Limiter;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;

/** The books of one task name: a tally per stripe, and the verdicts. */
public final class NameStats {

	private final String name;

	private final @Nullable TaskSettings settings;

	private final StripeCounters[] counters;

	/** Written by launching threads; whichever comes last is as good. */
	private volatile @Nullable CachedOrigin lastOrigin;

	private final AtomicReference<@Nullable Limiter> limiter = new AtomicReference<>();

	/** How many verdicts stand under all names. */
	private final AtomicLong leaked;

	/** A counter for every reason; the map itself does not change. */
	private final Map<LeakReason, LeakCounter> leaks = new EnumMap<>(LeakReason.class);

	public NameStats(String name, @Nullable TaskSettings settings, Stripe[] stripes, AtomicLong leaked, Object host) {
		this.leaked = leaked;
		this.name = name;
		this.settings = settings;
		this.counters = new StripeCounters[stripes.length];
		for (int i = 0; i < stripes.length; i++) {
			this.counters[i] = new StripeCounters(stripes[i], this, host);
		}
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

	public StripeCounters counters(int stripe) {
		return this.counters[stripe];
	}

	// Where the calling thread launches
	public StripeCounters counters() {
		return this.counters[Registry.stripeOfThread()];
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

	private void addLeaks(LeakReason reason, int standing, int found, int ended) {
		counter(reason).add(standing, found, ended);
		this.leaked.addAndGet(standing);
	}

	private LeakCounter counter(LeakReason reason) {
		return Objects.requireNonNull(this.leaks.get(reason));
	}

	public Counts counts() {
		Counts sum = Counts.ZERO;
		for (StripeCounters counters : this.counters) {
			sum = sum.plus(counters.stripe.read(counters));
		}
		return sum.withLeaked(leaked());
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
