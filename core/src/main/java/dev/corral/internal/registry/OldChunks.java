package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stripe's old tasks, in order of launch. Tasks take steps and leave
 * without the stripe's lock; all else is done under that lock.
 */
final class OldChunks {

	/*-
	 * A task takes a step, marks its chunk as touched, and then the list, each unless it is
	 * marked. Counting takes the marks away in the other order and then reads the tasks: it sees
	 * the step, or the mark is there again. So counting costs what has happened, not what is
	 * there. These are the marks of a garbage collector's card table.
	 *
	 * Tasks leave gaps. A chunk is appended to the one before it when both together fill at most
	 * half of one. That keeps the order, and a reader of the chunk finds its position again by
	 * id. A task that is moved may leave meanwhile, from its old slot or from the new one.
	 */

	private static final int MIN_CROWD = 16;

	private final int chunkSize;

	private @Nullable Chunk first;

	private @Nullable Chunk last;

	/** Where a partial count stopped; the next one goes on there. */
	private @Nullable Chunk stoppedAt;

	private int number;

	/** From so many chunks on, all of them are counted and merged. */
	private int crowd = MIN_CROWD;

	/** Whether a chunk is touched; written without the lock, too. */
	private volatile boolean touched;

	OldChunks(int chunkSize) {
		this.chunkSize = chunkSize;
	}

	@Nullable Chunk first() {
		return this.first;
	}

	// The last chunk, or a new one after it
	Chunk withRoom() {
		Chunk end = this.last;
		if (end != null && !end.isFull()) {
			return end;
		}
		Chunk made = new Chunk(this.chunkSize, this);
		made.before = end;
		this.number++;
		if (end == null) {
			this.first = made;
		}
		else {
			end.after = made;
		}
		this.last = made;
		return made;
	}

	// By any thread, after a chunk was touched
	void touch() {
		if (!this.touched) {
			this.touched = true;
		}
	}

	// Whether something has happened that is not counted yet
	boolean isTouched() {
		return this.touched;
	}

	// Whether there are twice as many as after the last complete count
	boolean isCrowded() {
		return this.number >= this.crowd;
	}

	// How many partial counts make a complete one; an estimate, without the lock
	int parts(int chunks) {
		return this.number / chunks + 1;
	}

	/**
	 * Counts what has happened in chunks that were touched, and closes gaps.
	 * @param most how many chunks to count; the others stay touched
	 * @return how many tasks were gone
	 */
	int count(int most) {
		if (!this.touched) {
			return 0;
		}
		this.touched = false;
		Chunk stopped = this.stoppedAt;
		boolean whole = stopped == null || !stopped.linked || most == Integer.MAX_VALUE;
		this.stoppedAt = null;
		int gone = 0;
		int counted = 0;
		Chunk next;
		for (Chunk chunk = whole ? this.first : stopped; chunk != null; chunk = next) {
			next = chunk.after;
			if (chunk.isTouched()) {
				if (counted == most) {
					this.stoppedAt = chunk;
					this.touched = true;
					return gone;
				}
				counted++;
				gone += chunk.count() + closeGaps(chunk);
			}
		}
		if (whole) {
			this.crowd = Math.max(MIN_CROWD, 2 * this.number);
		}
		else {
			this.touched = true;
		}
		return gone;
	}

	private int closeGaps(Chunk chunk) {
		Chunk before = chunk.before;
		if (chunk.live == 0) {
			unlink(chunk);
		}
		else if (before != null && isSparse(before.live + chunk.live)) {
			int gone = before.absorb(chunk);
			unlink(chunk);
			return gone;
		}
		return 0;
	}

	private boolean isSparse(int together) {
		return together <= this.chunkSize / 2;
	}

	private void unlink(Chunk chunk) {
		Chunk before = chunk.before;
		Chunk after = chunk.after;
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
		chunk.linked = false;
		chunk.before = null;
		chunk.after = null;
		this.number--;
	}

}
