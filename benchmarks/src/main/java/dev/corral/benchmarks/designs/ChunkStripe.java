package dev.corral.benchmarks.designs;

import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * A part of a registry: chunks of tasks in order of launch, its books, and slots that
 * were lent to it, under one lock. Tasks leave a young chunk without that lock; what they
 * leave there is booked when somebody comes by.
 */
abstract class ChunkStripe implements Lent {

	private final PaddedCounter ids;

	private final int youngChunks;

	/** The chunk that launches append to, the last of the young ones. */
	@GuardedBy("this")
	private Chunk young = new Chunk(true);

	@GuardedBy("this")
	private Chunk firstYoung = this.young;

	/** How many young chunks there are. */
	@GuardedBy("this")
	private int youngs = 1;

	@GuardedBy("this")
	final OldChunks old = new OldChunks();

	@GuardedBy("this")
	private long launched;

	@GuardedBy("this")
	private long settled;

	@GuardedBy("this")
	private int credit;

	ChunkStripe(PaddedCounter ids, int youngChunks) {
		this.ids = ids;
		this.youngChunks = youngChunks;
	}

	final boolean enter(ChunkTask task) {
		while (true) {
			synchronized (this) {
				if (this.credit == 0) {
					return false;
				}
				if (!this.young.isFull()) {
					this.credit--;
					task.id = this.ids.next();
					this.young.add(task);
					return true;
				}
			}
			roll();
		}
	}

	abstract void leave(ChunkTask task);

	// Whether the task of a slot has left and is not booked; under the lock
	abstract boolean isLeft(Chunk chunk, int at);

	// Moves a task to an old chunk, unless it leaves meanwhile
	@GuardedBy("this")
	abstract void age(Chunk from, int at, ChunkTask task);

	// Begins a young chunk; what lives in the first one gets old when there are enough
	private void roll() {
		Chunk fresh = new Chunk(true);
		synchronized (this) {
			if (!this.young.isFull()) {
				return;
			}
			this.young.after = fresh;
			this.young = fresh;
			this.youngs++;
			while (this.youngs > this.youngChunks) {
				Chunk first = this.firstYoung;
				age(first);
				this.firstYoung = (first.after != null) ? first.after : fresh;
				this.youngs--;
			}
		}
	}

	@GuardedBy("this")
	private void age(Chunk chunk) {
		for (int at = 0; at < chunk.filled; at++) {
			if (!isLeft(chunk, at) && chunk.slots[at] instanceof ChunkTask task) {
				age(chunk, at, task);
			}
			if (isLeft(chunk, at)) {
				book(chunk, at);
			}
		}
	}

	@GuardedBy("this")
	private void reap() {
		for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
			for (int at = 0; at < chunk.filled; at++) {
				if (isLeft(chunk, at)) {
					book(chunk, at);
				}
			}
		}
	}

	@GuardedBy("this")
	private void book(Chunk chunk, int at) {
		chunk.slots[at] = null;
		this.launched++;
		this.settled++;
		this.credit++;
	}

	@GuardedBy("this")
	final void hasAged() {
		this.launched++;
	}

	@GuardedBy("this")
	final void removeOld(ChunkTask task) {
		this.old.remove(task.chunk(), task.slot);
		this.settled++;
		this.credit++;
	}

	@Override
	public final synchronized void lend(int slots) {
		this.credit += slots;
	}

	@Override
	public final synchronized int withdraw() {
		reap();
		int free = this.credit;
		this.credit = 0;
		return free;
	}

	// By the books, and the young that stand in none
	final synchronized int live() {
		reap();
		int sum = (int) (this.launched - this.settled);
		for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
			for (int at = 0; at < chunk.filled; at++) {
				sum += (!isLeft(chunk, at) && chunk.slots[at] != null) ? 1 : 0;
			}
		}
		return sum;
	}

	final synchronized void addTo(List<DesignTask> found) {
		this.old.addTo(found);
		for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
			for (int at = 0; at < chunk.filled; at++) {
				if (!isLeft(chunk, at) && chunk.slots[at] instanceof ChunkTask task) {
					found.add(task);
				}
			}
		}
	}

}
