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

	Place(long after) {
		this.passed = after;
	}

	Chunk moveTo(Chunk to) {
		this.chunk = to;
		this.slot = 0;
		this.moves = to.moves;
		return to;
	}

}
