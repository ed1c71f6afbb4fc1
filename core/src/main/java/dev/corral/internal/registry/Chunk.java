package dev.corral.internal.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * A run of tasks of a stripe in order of launch. Each slot holds a task, in proof mode
 * its {@link RegistryRecord} when it is old, or the {@link Tombstone} of one that is
 * gone. Tasks leave it without the stripe's lock, and readers look at its slots without
 * it; all else is done under that lock.
 */
public final class Chunk {

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

	final boolean young;

	final @Nullable Object[] slots;

	/** Which steps of a task stand in the books, by slot; of old tasks only. */
	private final byte[] booked;

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

	/** Whether a task of an old chunk has taken a step that is not booked yet. */
	private volatile boolean touched;

	/** The chunk before it, {@code null} for the first. */
	public @Nullable Chunk before;

	/** The chunk after it, {@code null} for the last. */
	public @Nullable Chunk after;

	public Chunk(boolean young, int size) {
		this.young = young;
		this.slots = new @Nullable Object[size];
		this.booked = new byte[young ? 0 : size];
	}

	boolean isFull() {
		return this.filled == this.slots.length;
	}

	@Nullable Object read(int at) {
		return SLOT.getVolatile(this.slots, at);
	}

	// By any thread: whether the slot held what was expected
	static boolean trade(@Nullable Object[] slots, int at, Object expected, @Nullable Object value) {
		return SLOT.compareAndSet(slots, at, expected, value);
	}

	static void wipe(@Nullable Object[] slots, int at) {
		slots[at] = null;
	}

	// By any thread, after a task has taken a step
	void touch() {
		if (!this.touched) {
			this.touched = true;
		}
	}

	boolean isTouched() {
		return this.touched;
	}

	// The task that stands in a slot, itself or by its record; null for none
	static @Nullable RegistryEntry taskIn(@Nullable Object slot) {
		return (slot instanceof RegistryRecord record) ? record.get()
				: (slot instanceof RegistryEntry task) ? task : null;
	}

	// Makes a task old that is in a slot of a young chunk; false when it has left that
	// meanwhile. In between it may leave from either
	boolean receive(Chunk from, int at, RegistryEntry task, @Nullable RegistryRecord record) {
		int to = prepare((record != null) ? record : task, Counters.LAUNCHED);
		if (record != null) {
			record.standAt(this, to);
			task.standAt(record, 0);
			VarHandle.fullFence();
			record.update(task);
		}
		else {
			task.standAt(this, to);
			VarHandle.fullFence();
		}
		if (!moved(from, at, task, task.id())) {
			return false;
		}
		this.booked[to] = (byte) task.counters.note(task, Counters.LAUNCHED);
		return true;
	}

	// The same for what stands in a slot of an old chunk
	private boolean receive(Chunk from, int at, Object entry) {
		int to = prepare(entry, from.booked[at]);
		if (entry instanceof RegistryRecord record) {
			record.standAt(this, to);
			return moved(from, at, entry, record.id);
		}
		RegistryEntry task = (RegistryEntry) entry;
		task.standAt(this, to);
		return moved(from, at, entry, task.id());
	}

	private int prepare(Object entry, int steps) {
		int to = this.filled;
		SLOT.setRelease(this.slots, to, entry);
		this.booked[to] = (byte) steps;
		return to;
	}

	private boolean moved(Chunk from, int at, Object expected, long id) {
		int to = this.filled;
		from.moves++;
		if (!trade(from.slots, at, expected, null)) {
			this.slots[to] = null;
			return false;
		}
		this.filled = to + 1;
		this.live++;
		this.lastId = Math.max(this.lastId, id);
		return true;
	}

	// Books what its tasks have done; returns how many of them are gone
	int book() {
		this.touched = false;
		int gone = 0;
		for (int at = 0; at < this.filled; at++) {
			Object seen = read(at);
			RegistryEntry task = taskIn(seen);
			if (task != null) {
				this.booked[at] = (byte) task.counters.note(task, this.booked[at]);
			}
			else if (seen instanceof Tombstone tombstone) {
				removeTombstone(at, tombstone, this.booked[at]);
				this.live--;
				gone++;
			}
		}
		return gone;
	}

	// The same for one task that stands in a record, unless it has left
	@SuppressWarnings("ReferenceEquality")
	static void book(RegistryRecord record, RegistryEntry task) {
		Chunk chunk = record.chunk();
		int at = record.slot();
		if (chunk != null && chunk.read(at) == record) {
			chunk.booked[at] = (byte) task.counters.note(task, chunk.booked[at]);
		}
	}

	// The same for a young chunk, whose tasks are read when somebody reads the books
	int bookGone() {
		int gone = 0;
		for (int at = 0; at < this.filled; at++) {
			if (read(at) instanceof Tombstone tombstone) {
				removeTombstone(at, tombstone, 0);
				gone++;
			}
		}
		return gone;
	}

	// The same for one that goes: it needs no wiping, and what is gone is mostly of one
	// kind
	int bookAll() {
		Tombstone last = null;
		int run = 0;
		int gone = 0;
		for (int at = 0; at < this.filled; at++) {
			if (this.slots[at] instanceof Tombstone tombstone) {
				if (tombstone != last && last != null) {
					last.counters.book(last.kind, 0, run);
					run = 0;
				}
				last = tombstone;
				run++;
				gone++;
			}
		}
		if (last != null) {
			last.counters.book(last.kind, 0, run);
		}
		return gone;
	}

	private void removeTombstone(int at, Tombstone tombstone, int steps) {
		tombstone.counters.book(tombstone.kind, steps, 1);
		this.slots[at] = null;
	}

	// What the tasks of a young chunk add to a sum, all or those of one tally
	void addTo(Counters sum, @Nullable StripeCounters only) {
		for (int at = 0; at < this.filled; at++) {
			Object seen = read(at);
			if (seen instanceof RegistryEntry task && (only == null || task.counters == only)) {
				sum.addYoung(task);
			}
			else if (seen instanceof Tombstone tombstone && (only == null || tombstone.counters == only)) {
				sum.addGone(tombstone.kind, 0, 1);
			}
		}
	}

	// Takes out the record of a task that was collected; false when it has left before
	boolean lose(RegistryRecord record) {
		int at = record.slot();
		if (!trade(this.slots, at, record, null)) {
			return false;
		}
		record.counters.lose(this.booked[at]);
		this.live--;
		touch();
		return true;
	}

	// Takes over what another one holds, after its own; returns how many were gone
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
				from.removeTombstone(at, tombstone, from.booked[at]);
				gone++;
			}
		}
		return gone;
	}

}
