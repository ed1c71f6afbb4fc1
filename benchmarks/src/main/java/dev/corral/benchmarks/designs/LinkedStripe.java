package dev.corral.benchmarks.designs;

import java.util.List;
import java.util.stream.IntStream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * A part of a registry: a doubly linked list of tasks in order of launch, its books, and
 * slots that were lent to it, under one lock.
 */
class LinkedStripe implements Lent {

	@GuardedBy("this")
	private @Nullable LinkedTask first;

	@GuardedBy("this")
	private @Nullable LinkedTask last;

	@GuardedBy("this")
	private long launched;

	@GuardedBy("this")
	private long settled;

	@GuardedBy("this")
	private int credit;

	private LinkedStripe() {
	}

	static LinkedStripe[] several(int number) {
		return IntStream.range(0, number).mapToObj((i) -> new Spaced()).toArray(LinkedStripe[]::new);
	}

	synchronized void add(LinkedTask task) {
		LinkedTask end = this.last;
		task.before = end;
		if (end == null) {
			this.first = task;
		}
		else {
			end.after = task;
		}
		this.last = task;
		this.launched++;
	}

	// The same with a slot of the credit; false when there is none
	synchronized boolean addOnCredit(LinkedTask task, PaddedCounter ids) {
		if (this.credit == 0) {
			return false;
		}
		this.credit--;
		task.id = ids.next();
		add(task);
		return true;
	}

	synchronized void remove(LinkedTask task) {
		LinkedTask before = task.before;
		LinkedTask after = task.after;
		if (before == null) {
			this.first = after;
		}
		else {
			before.after = after;
		}
		if (after == null) {
			this.last = before;
		}
		else {
			after.before = before;
		}
		task.before = null;
		task.after = null;
		this.settled++;
	}

	// The same, and leaves the slot here
	synchronized void removeToCredit(LinkedTask task) {
		remove(task);
		this.credit++;
	}

	@Override
	public synchronized void lend(int slots) {
		this.credit += slots;
	}

	@Override
	public synchronized int withdraw() {
		int free = this.credit;
		this.credit = 0;
		return free;
	}

	synchronized int live() {
		return (int) (this.launched - this.settled);
	}

	synchronized void addTo(List<DesignTask> found) {
		for (LinkedTask task = this.first; task != null; task = task.after) {
			found.add(task);
		}
	}

	/** A stripe that shares no cache line with the next. */
	@SuppressWarnings("UnusedVariable")
	private static final class Spaced extends LinkedStripe {

		long pad0;

		long pad1;

		long pad2;

		long pad3;

		long pad4;

		long pad5;

		long pad6;

		long pad7;

	}

}
