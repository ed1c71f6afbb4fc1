package dev.corral.internal.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Successive tasks of a stripe in order of launch. Each slot holds a task, in proof mode
 * its {@link RegistryRecord} when it is old, or the {@link Tombstone} of one that is
 * gone. Tasks leave it without the stripe's lock, and readers look at its slots without
 * it; everything else is done under that lock.
 */
public final class Chunk {

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

	/** The list it is in, {@code null} for a young chunk. */
	private final @Nullable OldChunks old;

	final @Nullable Object[] slots;

	/** Which steps of a task are counted, by slot; of old tasks only. */
	private final byte[] counted;

	/** Slots that were ever used; those after it are free. */
	int filled;

	/** Slots of an old chunk that are not empty. */
	int live;

	/** The greatest id it has held. */
	long lastId;

	/**
	 * How often its tasks have changed their slots, or left it for an old chunk: written
	 * before they do, so that it may be read without the lock after a slot.
	 */
	int moves;

	/** Whether it is still a part of the stripe. */
	public boolean linked = true;

	/** Whether a task of an old chunk has taken a step that is not counted yet. */
	private volatile boolean touched;

	/** The chunk before it, {@code null} for the first. */
	public @Nullable Chunk before;

	/** The chunk after it, {@code null} for the last. */
	public @Nullable Chunk after;

	Chunk(int size, @Nullable OldChunks old) {
		this.old = old;
		this.slots = new @Nullable Object[size];
		this.counted = new byte[(old != null) ? size : 0];
	}

	boolean isYoung() {
		return this.old == null;
	}

	boolean isFull() {
		return this.filled == this.slots.length;
	}

	@Nullable Object read(int at) {
		return SLOT.getVolatile(this.slots, at);
	}

	// By any thread: whether the slot held what was expected
	static boolean replace(@Nullable Object[] slots, int at, Object expected, @Nullable Object value) {
		return SLOT.compareAndSet(slots, at, expected, value);
	}

	static void clear(@Nullable Object[] slots, int at) {
		slots[at] = null;
	}

	// By any thread: takes a task that is gone, or its record, out of an old chunk
	boolean leave(int at, Object entry, Tombstone tombstone) {
		boolean left = replace(this.slots, at, entry, tombstone);
		if (left) {
			touch();
		}
		return left;
	}

	// By any thread, after a task of an old chunk has taken a step
	void touch() {
		if (!this.touched) {
			this.touched = true;
		}
		if (this.old != null) {
			this.old.touch();
		}
	}

	boolean isTouched() {
		return this.touched;
	}

	// The task in a slot, itself or by its record; null for none
	static @Nullable RegistryEntry taskIn(@Nullable Object slot) {
		return (slot instanceof RegistryRecord record) ? record.get()
				: (slot instanceof RegistryEntry task) ? task : null;
	}

	// Makes a task of a young chunk old, unless it leaves meanwhile: that may be from its
	// old slot or from the new one
	void receive(Chunk from, int at, RegistryEntry task, @Nullable RegistryRecord record) {
		int to = prepare((record != null) ? record : task, 0);
		if (record != null) {
			record.moveTo(this, to);
			task.moveTo(record, 0);
			VarHandle.fullFence();
			record.copyFrom(task);
		}
		else {
			task.moveTo(this, to);
			VarHandle.fullFence();
		}
		if (moved(from, at, task, task.id())) {
			countSteps(to, task);
		}
	}

	// The same for what is in a slot of an old chunk
	private void receive(Chunk from, int at, Object entry) {
		int to = prepare(entry, from.counted[at]);
		if (entry instanceof RegistryRecord record) {
			record.moveTo(this, to);
			moved(from, at, entry, record.id);
		}
		else if (entry instanceof RegistryEntry task) {
			task.moveTo(this, to);
			moved(from, at, entry, task.id());
		}
	}

	private int prepare(Object entry, int steps) {
		int to = this.filled;
		SLOT.setRelease(this.slots, to, entry);
		this.counted[to] = (byte) steps;
		return to;
	}

	private boolean moved(Chunk from, int at, Object expected, long id) {
		int to = this.filled;
		from.moves++;
		if (!replace(from.slots, at, expected, null)) {
			this.slots[to] = null;
			return false;
		}
		this.filled = to + 1;
		this.live++;
		this.lastId = Math.max(this.lastId, id);
		return true;
	}

	// Counts what its tasks have done; returns how many of them are gone
	int count() {
		this.touched = false;
		int gone = 0;
		for (int at = 0; at < this.filled; at++) {
			Object seen = read(at);
			RegistryEntry task = taskIn(seen);
			if (task != null) {
				countSteps(at, task);
			}
			else if (seen instanceof Tombstone tombstone) {
				removeTombstone(at, tombstone, this.counted[at]);
				this.live--;
				gone++;
			}
		}
		return gone;
	}

	// The same for one task that is held by a record, unless it has left
	@SuppressWarnings("ReferenceEquality")
	void countSteps(int at, RegistryRecord record, RegistryEntry task) {
		if (read(at) == record) {
			countSteps(at, task);
		}
	}

	// An old task counts as launched, even if its launch is not complete
	private void countSteps(int at, RegistryEntry task) {
		int before = this.counted[at];
		int steps = task.steps() | Counters.LAUNCHED | before;
		task.counters.addSteps(steps, before, task.endedAs());
		this.counted[at] = (byte) steps;
	}

	// Counts what is gone from a young chunk; its other tasks are read each time
	int countGone() {
		int gone = 0;
		for (int at = 0; at < this.filled; at++) {
			if (read(at) instanceof Tombstone tombstone) {
				removeTombstone(at, tombstone, 0);
				gone++;
			}
		}
		return gone;
	}

	// The same for a chunk that is dropped: its slots need not be emptied, and most tasks
	// ended alike
	@SuppressWarnings("ReferenceEquality")
	int countGoneOfDropped() {
		Tombstone last = null;
		int run = 0;
		int gone = 0;
		for (int at = 0; at < this.filled; at++) {
			if (this.slots[at] instanceof Tombstone tombstone) {
				if (tombstone != last && last != null) {
					last.counters().addGone(last.end(), 0, run);
					run = 0;
				}
				last = tombstone;
				run++;
				gone++;
			}
		}
		if (last != null) {
			last.counters().addGone(last.end(), 0, run);
		}
		return gone;
	}

	private void removeTombstone(int at, Tombstone tombstone, int counted) {
		tombstone.counters().addGone(tombstone.end(), counted, 1);
		this.slots[at] = null;
	}

	// Adds what the tasks of a young chunk have done to a sum
	void addTo(Counters sum) {
		for (int at = 0; at < this.filled; at++) {
			add(sum, read(at));
		}
	}

	// The same, each to the sum of its name, for names that have one
	void addToSums() {
		for (int at = 0; at < this.filled; at++) {
			Object seen = read(at);
			StripeCounters counters = countersOf(seen);
			Counters sum = (counters != null) ? counters.sum() : null;
			if (sum != null) {
				add(sum, seen);
			}
		}
	}

	private static @Nullable StripeCounters countersOf(@Nullable Object seen) {
		return (seen instanceof RegistryEntry task) ? task.counters
				: (seen instanceof Tombstone tombstone) ? tombstone.counters() : null;
	}

	// A task whose launch is not complete counts for nothing yet
	private static void add(Counters sum, @Nullable Object seen) {
		if (seen instanceof RegistryEntry task) {
			int steps = task.steps();
			if ((steps & Counters.LAUNCHED) != 0) {
				sum.addSteps(steps, 0, task.endedAs(), 1);
			}
		}
		else if (seen instanceof Tombstone tombstone) {
			sum.addGone(tombstone.end(), 0, 1);
		}
	}

	// Takes out the record of a task that was collected; false when it has left before
	boolean removeCollected(int at, RegistryRecord record) {
		if (!replace(this.slots, at, record, null)) {
			return false;
		}
		record.counters.addUnreachable(this.counted[at]);
		this.live--;
		touch();
		return true;
	}

	// Appends the tasks of the next chunk to its own; returns how many were gone
	int absorb(Chunk other) {
		int used = this.filled;
		this.filled = 0;
		this.live = 0;
		this.moves++;
		int gone = take(this, used);
		gone += take(other, other.filled);
		this.lastId = Math.max(this.lastId, other.lastId);
		touch();
		return gone;
	}

	private int take(Chunk from, int used) {
		int gone = 0;
		for (int at = 0; at < used; at++) {
			Object seen = from.read(at);
			if (seen instanceof RegistryEntry || seen instanceof RegistryRecord) {
				if (from == this && at == this.filled) {
					this.filled++;
					this.live++;
					continue;
				}
				receive(from, at, seen);
			}
			if (from.read(at) instanceof Tombstone tombstone) {
				from.removeTombstone(at, tombstone, from.counted[at]);
				gone++;
			}
		}
		return gone;
	}

}
