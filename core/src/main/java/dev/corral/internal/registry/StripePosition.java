package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in a stripe. It holds no task, only an id. Used by one thread at
 * a time.
 */
public final class StripePosition {

	/*-
	 * A reader walks through a chunk without the stripe's lock, for launches would wait for it,
	 * and for as long as the machine does not let it run while it holds the lock. It takes the
	 * lock to step to the next chunk, and there learns how far that is filled.
	 *
	 * Tasks that move are announced: a chunk counts the move, then a slot changes. So the reader
	 * looks at the slot, then at the count; when it is another one, the task may have been moved
	 * to where the reader has been, what was seen is worth nothing, and the reader finds its
	 * position again by id. Tasks stand in order of id, and new ones come last: whatever is
	 * found was the first one there at the moment when it was read.
	 */

	/** How many chunks are passed over at once. */
	private static final int FEW_CHUNKS = 16;

	/** The id it has passed. */
	long passed;

	/** Where to look on; to be forgotten when the chunk has moved its tasks. */
	public @Nullable Chunk chunk;

	private int slot;

	/** Slots of the chunk to look at. */
	private int filled;

	private int moves;

	/** Whether it passes over tasks whose launch is not through. */
	private final boolean launchedOnly;

	public StripePosition(long after, boolean launchedOnly) {
		this.passed = after;
		this.launchedOnly = launchedOnly;
	}

	// The first task in the chunk with a greater id than what was passed, as far as is
	// known without the lock. Stays at its slot, or where the next may come. What it sees
	// to be gone is booked before anybody looks into the books
	@Nullable RegistryEntry look(OldChunks old) {
		Chunk in = this.chunk;
		if (in == null) {
			return null;
		}
		for (; this.slot < this.filled; this.slot++) {
			Object seen = in.read(this.slot);
			if (in.moves != this.moves) {
				return null;
			}
			RegistryEntry task = Chunk.taskIn(seen);
			if (task != null && task.id() > this.passed
					&& !(this.launchedOnly && (task.steps() & Counters.LAUNCHED) == 0)) {
				return task;
			}
			if (seen instanceof Tombstone && !in.young) {
				old.touch(in);
			}
		}
		return null;
	}

	// Steps to where to look next, under the stripe's lock; false at the end
	boolean step(@Nullable Chunk firstOld, Chunk firstYoung) {
		Chunk in = this.chunk;
		if (in == null || !in.linked || in.moves != this.moves) {
			stand((firstOld != null) ? firstOld : firstYoung);
			return true;
		}
		if (this.filled < in.filled) {
			this.filled = in.filled;
			return true;
		}
		Chunk next = after(in, firstYoung);
		if (next == null) {
			return false;
		}
		for (int i = 0; i < FEW_CHUNKS && next.lastId <= this.passed; i++) {
			Chunk further = after(next, firstYoung);
			if (further == null) {
				break;
			}
			next = further;
		}
		stand(next);
		return true;
	}

	private static @Nullable Chunk after(Chunk chunk, Chunk firstYoung) {
		return (chunk.after != null || chunk.young) ? chunk.after : firstYoung;
	}

	private void stand(Chunk to) {
		this.chunk = to;
		this.moves = to.moves;
		this.filled = to.filled;
		this.slot = (to.lastId > this.passed) ? 0 : to.filled;
	}

}
