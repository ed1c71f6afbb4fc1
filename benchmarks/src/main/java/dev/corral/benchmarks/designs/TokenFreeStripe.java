package dev.corral.benchmarks.designs;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** A stripe that reads off a young task whether it has left. */
final class TokenFreeStripe extends ChunkStripe {

	/*-
	 * A task settles and then reads whether it is old; whoever makes it old says so and
	 * then reads whether it has settled. One of the two sees the other, both may: the
	 * first of them under the lock takes it out.
	 */

	// Keeps the next stripe off the cache lines of this one

	long pad0;

	long pad1;

	long pad2;

	long pad3;

	long pad4;

	long pad5;

	long pad6;

	long pad7;

	TokenFreeStripe(PaddedCounter ids, int youngChunks) {
		super(ids, youngChunks);
	}

	@Override
	void leave(ChunkTask task) {
		task.settle();
		if (task.old) {
			takeOut(task);
		}
	}

	private synchronized void takeOut(ChunkTask task) {
		if (task.listed) {
			task.listed = false;
			removeOld(task);
		}
	}

	@Override
	boolean isLeft(Chunk chunk, int at) {
		return chunk.slots[at] instanceof ChunkTask task && task.isSettled();
	}

	@Override
	@GuardedBy("this")
	void age(Chunk from, int at, ChunkTask task) {
		from.slots[at] = null;
		this.old.withRoom().add(task);
		hasAged();
		task.listed = true;
		task.old = true;
		if (task.isSettled()) {
			takeOut(task);
		}
	}

}
