package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.corral.snapshot.Counts;

/**
 * The counters of one task name in one stripe.
 * <p>
 * What balances the books, {@code launched} and {@code settled}, is written under the
 * stripe's lock. The rest only grows between those two moments of a task, so it is added
 * to atomically: at any read under the lock {@code settled <= begun <= launched} and
 * {@code settled <= decided <= launched}.
 */
final class Tally {

	private static final VarHandle BEGUN;

	private static final VarHandle SUCCEEDED;

	private static final VarHandle PANICKED;

	private static final VarHandle TIMED_OUT;

	private static final VarHandle CANCELLED;

	private static final VarHandle REJECTED;

	private static final VarHandle RESTARTED;

	private static final VarHandle FAILED;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			BEGUN = lookup.findVarHandle(Tally.class, "begun", long.class);
			SUCCEEDED = lookup.findVarHandle(Tally.class, "succeeded", long.class);
			PANICKED = lookup.findVarHandle(Tally.class, "panicked", long.class);
			TIMED_OUT = lookup.findVarHandle(Tally.class, "timedOut", long.class);
			CANCELLED = lookup.findVarHandle(Tally.class, "cancelled", long.class);
			REJECTED = lookup.findVarHandle(Tally.class, "rejected", long.class);
			RESTARTED = lookup.findVarHandle(Tally.class, "restarted", long.class);
			FAILED = lookup.findVarHandle(Tally.class, "failed", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final Stripe stripe;

	final NameBook book;

	/** Written under the stripe's lock. */
	long launched;

	/** Written under the stripe's lock. */
	long settled;

	private volatile long begun;

	private volatile long succeeded;

	/** Panics told, of every attempt, late ones included. */
	private volatile long panicked;

	/** Outcomes that are panics. */
	private volatile long failed;

	private volatile long timedOut;

	private volatile long cancelled;

	private volatile long rejected;

	private volatile long restarted;

	Tally(Stripe stripe, NameBook book) {
		this.stripe = stripe;
		this.book = book;
	}

	void begin() {
		BEGUN.getAndAdd(this, 1L);
	}

	void decide(Outcome<?> outcome) {
		VarHandle counter = switch (outcome) {
			case Outcome.Success<?> success -> SUCCEEDED;
			case Outcome.Panicked<?> panic -> FAILED;
			case Outcome.TimedOut<?> timeout -> TIMED_OUT;
			case Outcome.Cancelled<?> cancel -> CANCELLED;
		};
		counter.getAndAdd(this, 1L);
		if (outcome instanceof Outcome.Panicked) {
			PANICKED.getAndAdd(this, 1L);
		}
	}

	// A panic that was no outcome
	void panic() {
		PANICKED.getAndAdd(this, 1L);
	}

	void restart() {
		RESTARTED.getAndAdd(this, 1L);
	}

	void reject() {
		REJECTED.getAndAdd(this, 1L);
	}

	/**
	 * Reads the books; under the stripe's lock.
	 * @return what stands in them
	 */
	Counts read() {
		long begunNow = this.begun;
		long decided = this.succeeded + this.failed + this.timedOut + this.cancelled;
		return new Counts(begunNow - this.settled, this.launched - begunNow, decided - this.settled, 0, this.launched,
				this.settled, this.succeeded, this.panicked, this.timedOut, this.cancelled, this.rejected,
				this.restarted, 0);
	}

}
