package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stripe's old tasks, in order of launch. Tasks take steps and leave
 * without the stripe's lock; all else is done under that lock.
 */
final class OldChunks {

	/*-
	 * A task takes a step, marks its chunk, and then the whole as touched, each unless it is.
	 * Whoever books takes the marks away in the other order and then reads the tasks: it sees
	 * the step, or the mark is there again. So books cost what has happened, not what is there.
	 *
	 * Tasks leave gaps. A chunk goes over into the one before it when both together
	 * fill at most half of one: always to the left, so that the order stays and a
	 * reader that stood in the chunk finds its position again by id. A task that is moved
	 * may leave meanwhile: it finds itself in its old slot or in the new one.
	 */

	private static final int LEAST_CROWD = 16;

	private final int chunkSize;

	private @Nullable Chunk first;

	private @Nullable Chunk last;

	/** Where a look at some of them stopped; the next goes on there, then looks again. */
	private @Nullable Chunk stoppedAt;

	private int number;

	/** So many chunks are worth a look at all of them. */
	private int crowd = LEAST_CROWD;

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
		Chunk made = new Chunk(false, this.chunkSize);
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

	// By any thread, after an old task has taken a step
	void touch(Chunk chunk) {
		chunk.touch();
		if (!this.touched) {
			this.touched = true;
		}
	}

	/**
	 * Takes a task out that is gone; by any thread.
	 * @param task the task
	 * @param home where it stood when it was read last
	 * @param tombstone what it leaves
	 * @return {@code false} when it does not stand there: it is being moved
	 */
	boolean leave(RegistryEntry task, @Nullable Object home, Tombstone tombstone) {
		Chunk chunk = chunkOf(home);
		boolean left = chunk != null
				&& ((home instanceof RegistryRecord record) ? Chunk.trade(chunk.slots, record.slot(), record, tombstone)
						: Chunk.trade(chunk.slots, task.slot(), task, tombstone));
		if (left && chunk != null) {
			touch(chunk);
		}
		return left;
	}

	// By any thread, after a task that stands there has taken a step
	void note(@Nullable Object home) {
		Chunk chunk = chunkOf(home);
		if (chunk != null) {
			touch(chunk);
		}
	}

	private static @Nullable Chunk chunkOf(@Nullable Object home) {
		return (home instanceof RegistryRecord record) ? record.chunk() : (home instanceof Chunk chunk) ? chunk : null;
	}

	// Whether something has happened that is not booked yet
	boolean isTouched() {
		return this.touched;
	}

	// Whether there are twice as many as after the last look at all of them
	boolean isCrowded() {
		return this.number >= this.crowd;
	}

	// How many looks at some of them make one at all; without the lock, an estimate
	int pieces(int chunks) {
		return this.number / chunks + 1;
	}

	/**
	 * Books what has happened in chunks that were touched, and closes gaps.
	 * @param most how many chunks to look into; what is left stays touched
	 * @return how many tasks were gone
	 */
	int book(int most) {
		if (!this.touched) {
			return 0;
		}
		this.touched = false;
		Chunk stopped = this.stoppedAt;
		boolean whole = stopped == null || !stopped.linked || most == Integer.MAX_VALUE;
		this.stoppedAt = null;
		int gone = 0;
		int looked = 0;
		Chunk next;
		for (Chunk chunk = whole ? this.first : stopped; chunk != null; chunk = next) {
			next = chunk.after;
			if (chunk.isTouched()) {
				if (looked == most) {
					this.stoppedAt = chunk;
					this.touched = true;
					return gone;
				}
				looked++;
				gone += chunk.book() + tidy(chunk);
			}
		}
		if (whole) {
			this.crowd = Math.max(LEAST_CROWD, 2 * this.number);
		}
		else {
			this.touched = true;
		}
		return gone;
	}

	private int tidy(Chunk chunk) {
		Chunk before = chunk.before;
		if (chunk.live == 0) {
			unlink(chunk);
		}
		else if (before != null && isSparse(before.live + chunk.live)) {
			int gone = before.absorb(chunk);
			this.touched = true;
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
