package dev.corral.internal.registry;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a reader is in a stripe. It holds no task, only an id. Used by one thread at a
 * time.
 */
public final class StripePosition {

	/*-
	 * A reader walks through a chunk without the stripe's lock: launches would wait for it, and
	 * for as long as it is not scheduled while it holds the lock. It takes the lock to step to the
	 * next chunk, and reads there how far that is filled.
	 *
	 * A chunk counts a move before it changes a slot. The reader reads the slot and then the
	 * count. When the count has changed, the task may have moved to a slot that the reader has
	 * passed: what was read is discarded, and the reader finds its position again by id. Tasks are
	 * in order of id, and new ones come last: whatever is found was the first one there at the
	 * moment when it was read.
	 */

	/** How many chunks are passed under the lock at once. */
	private static final int FEW_CHUNKS = 16;

	private final Stripe stripe;

	/** Whether it passes over tasks whose launch is not complete. */
	private final boolean launchedOnly;

	/** The id it has passed. */
	private long passed;

	/** Where to read on; of no use when the chunk has moved its tasks. */
	public @Nullable Chunk chunk;

	private int slot;

	/** Slots of the chunk to read. */
	private int filled;

	private int moves;

	public StripePosition(Stripe stripe, long after, boolean launchedOnly) {
		this.stripe = stripe;
		this.passed = after;
		this.launchedOnly = launchedOnly;
	}

	// The id of the next task, Long.MAX_VALUE at the end
	public long peek() {
		RegistryEntry task = seek();
		return (task != null) ? task.id() : Long.MAX_VALUE;
	}

	// Passes the next task when it has the id that was peeked; null when it is gone
	public @Nullable RegistryEntry take(long id) {
		RegistryEntry task = seek();
		if (task == null || task.id() != id) {
			return null;
		}
		this.passed = id;
		return task;
	}

	// Passes the next tasks, at most some. The list has its room before a task is passed
	public List<RegistryEntry> takeNext(int most) {
		List<RegistryEntry> tasks = new ArrayList<>(most);
		for (RegistryEntry task = seek(); task != null; task = (tasks.size() < most) ? seek() : null) {
			this.passed = task.id();
			tasks.add(task);
		}
		return tasks;
	}

	private @Nullable RegistryEntry seek() {
		RegistryEntry task = look();
		while (task == null && step()) {
			task = look();
		}
		return task;
	}

	// The first task in the chunk after the one that was passed, as far as is known
	// without the lock. Stays at its slot, or where the next may come. A tombstone that
	// it has seen is counted before anybody reads the counters
	private @Nullable RegistryEntry look() {
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
			if (seen instanceof Tombstone && !in.isYoung()) {
				in.touch();
			}
		}
		return null;
	}

	// Steps to where to look next; false at the end
	private boolean step() {
		this.stripe.lock.lock();
		try {
			this.stripe.publishEntered();
			return step(this.stripe.firstOld(), this.stripe.firstYoung());
		}
		finally {
			this.stripe.lock.held = 0;
		}
	}

	private boolean step(@Nullable Chunk firstOld, Chunk firstYoung) {
		Chunk in = this.chunk;
		if (in == null || !in.linked || in.moves != this.moves) {
			goTo((firstOld != null) ? firstOld : firstYoung);
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
		goTo(next);
		return true;
	}

	private static @Nullable Chunk after(Chunk chunk, Chunk firstYoung) {
		return (chunk.after != null || chunk.isYoung()) ? chunk.after : firstYoung;
	}

	private void goTo(Chunk to) {
		this.chunk = to;
		this.moves = to.moves;
		this.filled = to.filled;
		this.slot = (to.lastId > this.passed) ? 0 : to.filled;
	}

}
