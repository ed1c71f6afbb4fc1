package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in a stripe. It holds no task, only an id. Touched under the
 * stripe's lock only.
 */
final class Place {

	/** The id it has passed. */
	long passed;

	/** Where to look on; to be forgotten when the chunk has moved its tasks. */
	@Nullable Chunk chunk;

	int slot;

	int moves;

	/** Whether it passes over tasks whose launch is not through. */
	final boolean launchedOnly;

	Place(long after, boolean launchedOnly) {
		this.passed = after;
		this.launchedOnly = launchedOnly;
	}

	private Chunk moveTo(Chunk to) {
		this.chunk = to;
		this.slot = 0;
		this.moves = to.moves;
		return to;
	}

	// Looks for the first task with a greater id than what was passed
	@Nullable SupervisedTask<?> seek(OldChunks old, Chunk firstYoung) {
		Chunk in = this.chunk;
		if (in == null || !in.linked || in.moves != this.moves) {
			in = moveTo(orElse(old.first(), firstYoung));
		}
		SupervisedTask<?> task = seekIn(in, old);
		while (task == null && (!in.young || in.after != null)) {
			in = moveTo(orElse(in.after, firstYoung));
			task = seekIn(in, old);
		}
		return task;
	}

	private static Chunk orElse(@Nullable Chunk chunk, Chunk other) {
		return (chunk != null) ? chunk : other;
	}

	// Stays at the slot of what was found, or where the next may come. What it sees to be
	// gone is booked before anybody looks into the books
	private @Nullable SupervisedTask<?> seekIn(Chunk in, OldChunks old) {
		if (in.lastId <= this.passed) {
			return null;
		}
		for (; this.slot < in.filled; this.slot++) {
			Object seen = in.read(this.slot);
			SupervisedTask<?> task = Chunk.taskIn(seen);
			if (task != null && task.id() > this.passed && !(this.launchedOnly && task.phase() == TaskState.NEW)) {
				return task;
			}
			if (seen instanceof Tombstone && !in.young) {
				old.touch(in);
			}
		}
		return null;
	}

}
