package dev.corral;

import dev.corral.snapshot.Counts;

/**
 * The counters of one task name in one stripe, as far as they stand in the books: those
 * of the stripe's young tasks are read off the tasks. Guarded by the stripe's lock.
 */
final class Tally {

	private static final int BEGUN = 1;

	private static final int DECIDED = 2;

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

	private long rejected;

	private long restarted;

	Tally(Stripe stripe, NameBook book) {
		this.launcher = book.launcher();
		this.stripe = stripe;
		this.book = book;
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

	void settled() {
		this.settled++;
	}

	// Some that have come and gone
	void succeeded(int tasks) {
		this.launched += tasks;
		this.begun += tasks;
		this.succeeded += tasks;
		this.settled += tasks;
	}

	// What the books do not know of a launched task yet; the later step is read first
	void note(SupervisedTask<?> task) {
		Outcome<?> outcome = task.decided();
		if ((task.booked & BEGUN) == 0 && task.phase() > TaskState.QUEUED) {
			this.begun++;
			task.booked |= BEGUN;
		}
		if ((task.booked & DECIDED) == 0 && outcome != null) {
			decided(outcome);
			task.booked |= DECIDED;
		}
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
			decided(outcome);
		}
	}

	private void decided(Outcome<?> outcome) {
		switch (outcome) {
			case Outcome.Success<?> success -> this.succeeded++;
			case Outcome.Panicked<?> panic -> {
				this.failed++;
				this.panicked++;
			}
			case Outcome.TimedOut<?> timeout -> this.timedOut++;
			case Outcome.Cancelled<?> cancel -> this.cancelled++;
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
		this.rejected += other.rejected;
		this.restarted += other.restarted;
	}

	Counts read() {
		long decided = this.succeeded + this.failed + this.timedOut + this.cancelled;
		return new Counts(this.begun - this.settled, this.launched - this.begun, decided - this.settled, 0,
				this.launched, this.settled, this.succeeded, this.panicked, this.timedOut, this.cancelled,
				this.rejected, this.restarted, 0);
	}

}
