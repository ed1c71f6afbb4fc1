package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Counts;

/**
 * Counts of tasks by step and outcome. Not thread-safe: its owner guards it with a lock.
 */
public final class Counters {

	/** A step of a task: its launch is complete. */
	public static final int LAUNCHED = 1;

	/** A step of a task: its thread has taken it up. */
	public static final int BEGUN = 2;

	/** A step of a task: it has its outcome. */
	public static final int DECIDED = 4;

	private long launched;

	private long begun;

	private long settled;

	private long succeeded;

	/** Outcomes that are panics. */
	private long failed;

	private long timedOut;

	private long cancelled;

	/** Panics reported, of every attempt, late ones included. */
	private long panicked;

	/** Tasks that were proved to be blocked for ever. */
	private long unreachable;

	/** Those of them that had their outcome before. */
	private long decidedUnreachable;

	private long rejected;

	private long restarted;

	void addLaunched() {
		this.launched++;
	}

	void addPanic() {
		this.panicked++;
	}

	void addRestart() {
		this.restarted++;
	}

	void addRejected() {
		this.rejected++;
	}

	// Tasks that are gone, of which some steps may have been counted
	void addGone(Tombstone.Kind kind, int counted, int tasks) {
		if ((counted & LAUNCHED) == 0) {
			this.launched += tasks;
		}
		if ((counted & BEGUN) == 0) {
			this.begun += tasks;
		}
		if ((counted & DECIDED) == 0) {
			addDecided(kind, tasks);
		}
		this.settled += tasks;
	}

	// A task that was proved to be blocked for ever, and so has begun
	void addUnreachable(int counted) {
		if ((counted & BEGUN) == 0) {
			this.begun++;
		}
		if ((counted & DECIDED) != 0) {
			this.decidedUnreachable++;
		}
		this.unreachable++;
	}

	// Counts the steps that were not counted yet
	void addSteps(int steps, int counted, Tombstone.@Nullable Kind ended) {
		int missing = steps & ~counted;
		if ((missing & BEGUN) != 0) {
			this.begun++;
		}
		if ((missing & DECIDED) != 0 && ended != null) {
			addDecided(ended, 1);
		}
	}

	// A young task; one whose launch is not complete counts for nothing yet
	void addYoung(RegistryEntry task) {
		int steps = task.steps();
		if ((steps & LAUNCHED) != 0) {
			this.launched++;
			addSteps(steps, LAUNCHED, task.endedAs());
		}
	}

	private void addDecided(Tombstone.Kind kind, int tasks) {
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

	void add(Counters other) {
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
