package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stripe's old tasks, in order of launch. Touched under the stripe's lock
 * only.
 */
final class OldChunks {

	/*-
	 * Tasks leave gaps. A chunk goes over into the one before it when both together
	 * fill at most half of one: always to the left, so that the order stays and a
	 * reader that stood in the chunk finds its position again by id.
	 */

	private final int chunkSize;

	private @Nullable Chunk first;

	private @Nullable Chunk last;

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
		if (end == null) {
			this.first = made;
		}
		else {
			end.after = made;
		}
		this.last = made;
		return made;
	}

	void remove(Chunk chunk, int slot) {
		chunk.slots[slot] = null;
		chunk.live--;
		Chunk before = chunk.before;
		if (chunk.live == 0) {
			unlink(chunk);
		}
		else if (before != null && isSparse(before.live + chunk.live)) {
			before.absorb(chunk);
			unlink(chunk);
		}
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
	}

}
