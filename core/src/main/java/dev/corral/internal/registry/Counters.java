package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Counts;

/**
 * Counts of tasks by step and outcome. Not thread-safe: its owner guards it with a lock.
 */
@SuppressWarnings("EnumOrdinal")
public final class Counters {

	/** A step of a task: its launch is complete. */
	public static final int LAUNCHED = 1;

	/** A step of a task: its thread runs it. */
	public static final int STARTED = 2;

	/** A step of a task: its outcome is decided. */
	public static final int DECIDED = 4;

	private final long[] counts = new long[Count.values().length];

	void add(Count count, long number) {
		this.counts[count.ordinal()] += number;
	}

	void add(Counters other) {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] += other.counts[i];
		}
	}

	// Tasks that are gone, of which some steps may have been counted
	void addGone(TaskEnd end, int counted, int tasks) {
		addSteps(LAUNCHED | STARTED | DECIDED, counted, end, tasks);
		add(Count.SETTLED, tasks);
	}

	// A task that was proved to be blocked for ever, and so was started
	void addUnreachable(int counted) {
		addSteps(STARTED, counted, null, 1);
		add(Count.UNREACHABLE, 1);
		if ((counted & DECIDED) != 0) {
			add(Count.DECIDED_UNREACHABLE, 1);
		}
	}

	// The steps that were not counted yet
	void addSteps(int steps, int counted, @Nullable TaskEnd end, int tasks) {
		int missing = steps & ~counted;
		if ((missing & LAUNCHED) != 0) {
			add(Count.LAUNCHED, tasks);
		}
		if ((missing & STARTED) != 0) {
			add(Count.STARTED, tasks);
		}
		if ((missing & DECIDED) != 0 && end != null) {
			add(Count.DECIDED, tasks);
			addEnd(end, tasks);
		}
	}

	private void addEnd(TaskEnd end, int tasks) {
		switch (end) {
			case SUCCEEDED -> add(Count.SUCCEEDED, tasks);
			case PANICKED -> add(Count.PANICKED, tasks);
			case FAILED -> add(Count.FAILED, tasks);
			case TIMED_OUT -> add(Count.TIMED_OUT, tasks);
			case CANCELLED -> add(Count.CANCELLED, tasks);
			case PROPAGATED -> {
				// Counted where it comes from
			}
		}
	}

	Counts read() {
		long started = get(Count.STARTED);
		long settled = get(Count.SETTLED);
		long gone = settled + get(Count.UNREACHABLE);
		long ending = get(Count.DECIDED) - settled - get(Count.DECIDED_UNREACHABLE);
		return new Counts(started - gone, get(Count.LAUNCHED) - started, ending, 0, get(Count.LAUNCHED), settled,
				get(Count.SUCCEEDED), get(Count.PANICKED), get(Count.TIMED_OUT), get(Count.CANCELLED),
				get(Count.REJECTED), get(Count.RESTARTED), get(Count.UNREACHABLE), get(Count.FAILED),
				get(Count.SKIPPED), get(Count.DECLINED), get(Count.GAVE_UP));
	}

	private long get(Count count) {
		return this.counts[count.ordinal()];
	}

	/** What is counted. */
	enum Count {

		LAUNCHED, STARTED, DECIDED, SETTLED, SUCCEEDED, FAILED, TIMED_OUT, CANCELLED,

		/** Reported panics of every attempt, late ones included. */
		PANICKED,

		/** Tasks that were proved to be blocked for ever. */
		UNREACHABLE,

		/** Those of them that had their outcome before. */
		DECIDED_UNREACHABLE,

		REJECTED,

		/** Launches into a scope that had ended. */
		SKIPPED,

		/** Launches that would not wait and found no room. */
		DECLINED,

		/** Those of the panics after which the task was to run again. */
		RESTARTED,

		/** Tasks whose restart policy ended their restarts. */
		GAVE_UP

	}

}
