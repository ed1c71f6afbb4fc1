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

	Chunk moveTo(Chunk to) {
		this.chunk = to;
		this.slot = 0;
		this.moves = to.moves;
		return to;
	}

	// Stays at the slot of what was found, or where the next may come
	@Nullable SupervisedTask<?> seekIn(Chunk in) {
		if (in.lastId <= this.passed) {
			return null;
		}
		for (; this.slot < in.filled; this.slot++) {
			Object seen = in.read(this.slot);
			if (seen instanceof SupervisedTask<?> task && task.id() > this.passed
					&& !(this.launchedOnly && task.phase() == TaskState.NEW)) {
				return task;
			}
			if (seen instanceof Tombstone && !in.young) {
				in.touch();
			}
		}
		return null;
	}

}
