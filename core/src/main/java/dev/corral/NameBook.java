package dev.corral;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.LeakCounts;
import dev.corral.snapshot.LeakReason;

/** The books of one task name: a tally per stripe, and the verdicts. */
final class NameBook {

	private final Launcher launcher;

	private final String name;

	private final @Nullable TaskSettings settings;

	private final Tally[] tallies;

	/** Written by launching threads; whichever comes last is as good. */
	private volatile @Nullable LastOrigin lastOrigin;

	private final AtomicReference<@Nullable Limiter> limiter = new AtomicReference<>();

	@GuardedBy("leaks")
	private final Map<LeakReason, LeakCounts> leaks = new EnumMap<>(LeakReason.class);

	NameBook(Launcher launcher, String name, @Nullable TaskSettings settings, Stripe[] stripes) {
		this.launcher = launcher;
		this.name = name;
		this.settings = settings;
		this.tallies = new Tally[stripes.length];
		for (int i = 0; i < stripes.length; i++) {
			this.tallies[i] = new Tally(stripes[i], this);
		}
		for (LeakReason reason : LeakReason.values()) {
			this.leaks.put(reason, LeakCounts.ZERO);
		}
	}

	Launcher launcher() {
		return this.launcher;
	}

	@Nullable LastOrigin lastOrigin() {
		return this.lastOrigin;
	}

	void lastOrigin(LastOrigin value) {
		this.lastOrigin = value;
	}

	String name() {
		return this.name;
	}

	@Nullable TaskSettings settings() {
		return this.settings;
	}

	// How many tasks of the name there may be, null for no limit
	@Nullable Limiter limiter() {
		return this.limiter.get();
	}

	// Sets the limit unless there is one; returns the one that holds
	Limiter limitBy(Limiter value) {
		Limiter known = this.limiter.compareAndExchange(null, value);
		return (known != null) ? known : value;
	}

	Tally tally(int stripe) {
		return this.tallies[stripe];
	}

	// Where the calling thread launches
	Tally tally() {
		return this.tallies[Registry.stripeOfThread()];
	}

	void leakFound(LeakReason reason, boolean firstOfItsTask) {
		add(reason, new LeakCounts(1, firstOfItsTask ? 1 : 0, 0));
	}

	void leakEnded(LeakReason reason, boolean firstOfItsTask) {
		add(reason, new LeakCounts(-1, 0, firstOfItsTask ? 1 : 0));
	}

	// Of a task that is gone: nothing leaks any more
	void leakProved() {
		add(LeakReason.UNREACHABLE, new LeakCounts(0, 1, 0));
	}

	private void add(LeakReason reason, LeakCounts change) {
		synchronized (this.leaks) {
			this.leaks.merge(reason, change, LeakCounts::plus);
		}
	}

	Counts counts() {
		Counts sum = Counts.ZERO;
		for (Tally tally : this.tallies) {
			sum = sum.plus(tally.stripe.read(tally));
		}
		return sum.withLeaked(leaked());
	}

	long leaked() {
		return leaks().values().stream().mapToLong(LeakCounts::leaked).sum();
	}

	Map<LeakReason, LeakCounts> leaks() {
		synchronized (this.leaks) {
			return Map.copyOf(this.leaks);
		}
	}

}
