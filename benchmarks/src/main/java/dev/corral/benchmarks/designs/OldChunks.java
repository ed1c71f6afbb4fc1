package dev.corral.benchmarks.designs;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The chunks of tasks that have outlived their young chunk, in order of launch. Touched
 * under the stripe's lock only.
 */
final class OldChunks {

	private @Nullable Chunk first;

	private @Nullable Chunk last;

	// The last chunk, or a new one after it
	Chunk withRoom() {
		Chunk end = this.last;
		if (end != null && !end.isFull()) {
			return end;
		}
		Chunk made = new Chunk(false);
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

	// Chunks that are almost empty go over into those before them
	void remove(Chunk chunk, int slot) {
		chunk.slots[slot] = null;
		chunk.live--;
		Chunk before = chunk.before;
		if (chunk.live == 0) {
			unlink(chunk);
		}
		else if (before != null && before.live + chunk.live <= Chunk.SIZE / 2) {
			before.absorb(chunk);
			unlink(chunk);
		}
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
	}

	void addTo(List<DesignTask> found) {
		for (Chunk chunk = this.first; chunk != null; chunk = chunk.after) {
			for (Object slot : chunk.slots) {
				if (slot instanceof ChunkTask task) {
					found.add(task);
				}
			}
		}
	}

}
