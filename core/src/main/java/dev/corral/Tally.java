package dev.corral;

import dev.corral.snapshot.Counts;

/**
 * The counters of one task name in one stripe, as far as they stand in the books: those
 * of the stripe's young tasks are read off the tasks. Guarded by the stripe's lock.
 */
final class Tally {

	/** Steps of a task that stand in the books. */
	static final int LAUNCHED = 1;

	private static final int BEGUN = 2;

	private static final int DECIDED = 4;

	private final Tombstone ofSuccess = new Tombstone(this, Tombstone.Kind.SUCCEEDED);

	private final Tombstone ofPanic = new Tombstone(this, Tombstone.Kind.FAILED);

	private final Tombstone ofTimeout = new Tombstone(this, Tombstone.Kind.TIMED_OUT);

	private final Tombstone ofCancel = new Tombstone(this, Tombstone.Kind.CANCELLED);

	final Launcher launcher;

	final Stripe stripe;

	final NameBook book;

	private long launched;

	private long begun;

	private long settled;

	private long succeeded;

	/** Outcomes that are panics. */
	private long failed;

	private long timedOut;

	private long cancelled;

	/** Panics told, of every attempt, late ones included. */
	private long panicked;

	/** Tasks that were proved to be blocked for ever. */
	private long unreachable;

	/** Those of them that had their outcome before. */
	private long decidedUnreachable;

	private long rejected;

	private long restarted;

	Tally(Stripe stripe, NameBook book) {
		this.launcher = book.launcher();
		this.stripe = stripe;
		this.book = book;
	}

	// By any thread
	Tombstone tombstone(Outcome<?> outcome) {
		return switch (Tombstone.Kind.of(outcome)) {
			case SUCCEEDED -> this.ofSuccess;
			case FAILED -> this.ofPanic;
			case TIMED_OUT -> this.ofTimeout;
			case CANCELLED -> this.ofCancel;
		};
	}

	// A panic that was no outcome
	void panic() {
		this.stripe.underLock(() -> this.panicked++);
	}

	void restart() {
		this.stripe.underLock(() -> this.restarted++);
	}

	void reject() {
		this.stripe.underLock(() -> this.rejected++);
	}

	void launched() {
		this.launched++;
	}

	// Tasks that are gone, of which some steps may have been booked
	void book(Tombstone.Kind kind, int booked, int tasks) {
		if ((booked & LAUNCHED) == 0) {
			this.launched += tasks;
		}
		if ((booked & BEGUN) == 0) {
			this.begun += tasks;
		}
		if ((booked & DECIDED) == 0) {
			decided(kind, tasks);
		}
		this.settled += tasks;
	}

	// A task that was proved to be blocked for ever, and so has begun
	void lose(int booked) {
		if ((booked & BEGUN) == 0) {
			this.begun++;
		}
		if ((booked & DECIDED) != 0) {
			this.decidedUnreachable++;
		}
		this.unreachable++;
	}

	// Books what the books do not know of a launched task yet, the later step read first;
	// returns which steps they know then
	int note(SupervisedTask<?> task, int booked) {
		Outcome<?> outcome = task.decided();
		int steps = booked;
		if ((steps & BEGUN) == 0 && task.phase() > TaskState.QUEUED) {
			this.begun++;
			steps |= BEGUN;
		}
		if ((steps & DECIDED) == 0 && outcome != null) {
			decided(Tombstone.Kind.of(outcome), 1);
			steps |= DECIDED;
		}
		return steps;
	}

	// A young task, into a sum; one whose launch is not through is none yet
	void add(SupervisedTask<?> task) {
		Outcome<?> outcome = task.decided();
		int phase = task.phase();
		if (phase == TaskState.NEW) {
			return;
		}
		this.launched++;
		if (phase > TaskState.QUEUED) {
			this.begun++;
		}
		if (outcome != null) {
			decided(Tombstone.Kind.of(outcome), 1);
		}
	}

	private void decided(Tombstone.Kind kind, int tasks) {
		switch (kind) {
			case SUCCEEDED -> this.succeeded += tasks;
			case FAILED -> {
				this.failed += tasks;
				this.panicked += tasks;
			}
			case TIMED_OUT -> this.timedOut += tasks;
			case CANCELLED -> this.cancelled += tasks;
		}
	}

	void add(Tally other) {
		this.launched += other.launched;
		this.begun += other.begun;
		this.settled += other.settled;
		this.succeeded += other.succeeded;
		this.failed += other.failed;
		this.timedOut += other.timedOut;
		this.cancelled += other.cancelled;
		this.panicked += other.panicked;
		this.unreachable += other.unreachable;
		this.decidedUnreachable += other.decidedUnreachable;
		this.rejected += other.rejected;
		this.restarted += other.restarted;
	}

	Counts read() {
		long decided = this.succeeded + this.failed + this.timedOut + this.cancelled;
		long gone = this.settled + this.unreachable;
		long ending = decided - this.settled - this.decidedUnreachable;
		return new Counts(this.begun - gone, this.launched - this.begun, ending, 0, this.launched, this.settled,
				this.succeeded, this.panicked, this.timedOut, this.cancelled, this.rejected, this.restarted,
				this.unreachable);
	}

}
