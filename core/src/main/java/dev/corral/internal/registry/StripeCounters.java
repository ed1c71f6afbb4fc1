package dev.corral.internal.registry;

/**
 * The counters of one task name in one stripe, without the stripe's young tasks, which
 * are read off the tasks. What is counted here is counted in the stripe's total as well.
 * Guarded by the stripe's lock, unless a method says otherwise.
 */
@SuppressWarnings("GuardedBy")
public final class StripeCounters {

	private final Tombstone ofSuccess = new Tombstone(this, Tombstone.Kind.SUCCEEDED);

	private final Tombstone ofPanic = new Tombstone(this, Tombstone.Kind.FAILED);

	private final Tombstone ofTimeout = new Tombstone(this, Tombstone.Kind.TIMED_OUT);

	private final Tombstone ofCancel = new Tombstone(this, Tombstone.Kind.CANCELLED);

	/** The host of its tasks, untyped: the registry does not know them. */
	public final Object host;

	/** The stripe it counts for. */
	public final Stripe stripe;

	/** The name it counts for. */
	public final NameStats stats;

	final Counters counters = new Counters();

	public StripeCounters(Stripe stripe, NameStats stats, Object host) {
		this.host = host;
		this.stripe = stripe;
		this.stats = stats;
	}

	// By any thread
	Tombstone tombstone(Tombstone.Kind kind) {
		return switch (kind) {
			case SUCCEEDED -> this.ofSuccess;
			case FAILED -> this.ofPanic;
			case TIMED_OUT -> this.ofTimeout;
			case CANCELLED -> this.ofCancel;
		};
	}

	// A panic that was no outcome; by any thread
	public void panic() {
		this.stripe.lock.lock();
		try {
			this.counters.addPanic();
			this.stripe.total.addPanic();
		}
		finally {
			this.stripe.lock.held = 0;
		}
	}

	// By any thread
	public void restart() {
		this.stripe.lock.lock();
		try {
			this.counters.addRestart();
			this.stripe.total.addRestart();
		}
		finally {
			this.stripe.lock.held = 0;
		}
	}

	// By any thread
	public void reject() {
		this.stripe.lock.lock();
		try {
			this.counters.addRejected();
			this.stripe.total.addRejected();
		}
		finally {
			this.stripe.lock.held = 0;
		}
	}

	void launched() {
		this.counters.addLaunched();
		this.stripe.total.addLaunched();
	}

	// Tasks that are gone, of which some steps may have been counted
	public void book(Tombstone.Kind kind, int counted, int tasks) {
		this.counters.addGone(kind, counted, tasks);
		this.stripe.total.addGone(kind, counted, tasks);
	}

	// A task that was proved to be blocked for ever, and so has begun
	void lose(int counted) {
		this.counters.addUnreachable(counted);
		this.stripe.total.addUnreachable(counted);
	}

	// Counts the steps of a launched task that were not; returns which are counted then
	int note(RegistryEntry task, int counted) {
		int steps = task.steps() | Counters.LAUNCHED | counted;
		Tombstone.Kind ended = task.endedAs();
		this.counters.addSteps(steps, counted, ended);
		this.stripe.total.addSteps(steps, counted, ended);
		return steps;
	}

}
