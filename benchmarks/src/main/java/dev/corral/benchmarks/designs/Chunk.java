package dev.corral.benchmarks.designs;

import org.jspecify.annotations.Nullable;

/**
 * A run of tasks of a stripe in order of launch. All but the slots of a young chunk is
 * touched under the stripe's lock only.
 */
final class Chunk {

	static final int SIZE = 256;

	/** Whether its tasks may leave it without the lock. */
	final boolean young;

	final @Nullable Object[] slots = new @Nullable Object[SIZE];

	/** Slots that were ever used. */
	int filled;

	/** Tasks in an old chunk. */
	int live;

	@Nullable Chunk before;

	@Nullable Chunk after;

	Chunk(boolean young) {
		this.young = young;
	}

	boolean isFull() {
		return this.filled == SIZE;
	}

	void add(ChunkTask task) {
		task.chunk = this;
		task.slot = (short) this.filled;
		this.slots[this.filled] = task;
		this.filled++;
		this.live++;
	}

	// Takes back the last addition
	void retract() {
		this.filled--;
		this.live--;
		this.slots[this.filled] = null;
	}

	// Takes over what a sparse one after it holds
	void absorb(Chunk other) {
		int to = 0;
		for (int from = 0; from < this.filled; from++) {
			if (this.slots[from] instanceof ChunkTask task) {
				this.slots[from] = null;
				this.slots[to] = task;
				task.slot = (short) to;
				to++;
			}
		}
		this.filled = to;
		for (Object slot : other.slots) {
			if (slot instanceof ChunkTask task) {
				add(task);
			}
		}
	}

}
