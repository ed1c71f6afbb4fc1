package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * A run of tasks of a stripe in order of launch. All but the slots of a young chunk is
 * touched under the stripe's lock only.
 */
final class Chunk {

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

	/**
	 * Whether its tasks may leave it without the stripe's lock. Such a slot holds a
	 * {@link Node}, or the {@link Tally} of one that has succeeded and is gone.
	 */
	final boolean young;

	final @Nullable Object[] slots;

	/** Slots that were ever used; those after it are free. */
	int filled;

	/** Tasks in an old chunk. */
	int live;

	/** The greatest id it has held. */
	long lastId;

	/** How often its tasks have changed their slots. */
	int moves;

	/** Whether it is still a part of the stripe. */
	boolean linked = true;

	@Nullable Chunk before;

	@Nullable Chunk after;

	Chunk(boolean young, int size) {
		this.young = young;
		this.slots = new @Nullable Object[size];
	}

	boolean isFull() {
		return this.filled == this.slots.length;
	}

	@Nullable Object read(int at) {
		return SLOT.getVolatile(this.slots, at);
	}

	// By any thread: whether the slot of a young chunk held what was expected
	static boolean trade(@Nullable Object[] slots, int at, Node expected, @Nullable Object value) {
		return SLOT.compareAndSet(slots, at, expected, value);
	}

	static void wipe(@Nullable Object[] slots, int at) {
		slots[at] = null;
	}

	// The next slot of an old chunk; there must be one
	void add(Node node, long id) {
		int at = this.filled;
		this.slots[at] = node;
		node.home = this;
		node.slot = (short) at;
		this.lastId = id;
		this.filled = at + 1;
		this.live++;
	}

	// Closes the gaps
	void compress() {
		int to = 0;
		for (int from = 0; from < this.filled; from++) {
			Object node = this.slots[from];
			this.slots[from] = null;
			if (node instanceof Node moved) {
				this.slots[to] = moved;
				moved.slot = (short) to;
				to++;
			}
		}
		this.filled = to;
		this.moves++;
	}

	// Takes over what another one holds, after its own
	void absorb(Chunk other) {
		compress();
		for (int from = 0; from < other.filled; from++) {
			if (other.slots[from] instanceof Node node) {
				add(node, node.id());
			}
		}
		this.lastId = Math.max(this.lastId, other.lastId);
	}

}
