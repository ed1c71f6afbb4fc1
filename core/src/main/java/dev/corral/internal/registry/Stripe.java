package dev.corral.internal.registry;

import java.util.Objects;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.Counts;

/**
 * A part of the registry: the tasks of some launching threads in order of launch, their
 * books, and slots of the launcher's limit, under one lock.
 */
@SuppressWarnings("GuardedBy")
public final class Stripe {

	/*-
	 * Most tasks die young. A launch appends to the last young chunk under the lock, which
	 * its thread has almost to itself; a task that is gone puts a tombstone in its place with
	 * one CAS, without lock and counter. Whoever comes by next (a chunk too many, an empty
	 * credit, a reader) books it and takes its slot back:
	 *
	 *  young:  task ──CAS by the task──────────> tombstone ──under the lock──> booked, null
	 *            │
	 *            └──CAS under the lock──> null, and the task stands in an old chunk
	 *
	 *  old:    task ──CAS by the task──────────> tombstone ──under the lock──> booked, null
	 *
	 * What young tasks have done is read off the tasks; of old ones, which may be a million,
	 * only those chunks are looked into that were touched since. A task takes a step and then
	 * reads whether its chunk is old; whoever makes it old sets its chunk and then reads its
	 * steps. One of the two sees the other, both may: what stands in the books is remembered
	 * with the old task's slot. A task that leaves while it is moved may not find itself; then
	 * it leaves under the lock.
	 *
	 * Under the lock a launch does nothing but plain writes, and calls that may fail come before
	 * the first of them: neither a stack overflow nor an exhausted heap leaves a step half done.
	 */

	/** How many chunks are booked at once. */
	private static final int FEW_CHUNKS = 16;

	final PaddedLock lock = new PaddedLock();

	/** The sum of the counters of all names. */
	@GuardedBy("lock")
	final Counters total = new Counters();

	private final Counter ids;

	private final int chunkSize;

	private final int youngChunks;

	/** The chunk that launches append to, the last of the young ones. */
	@GuardedBy("lock")
	private Chunk young;

	/** The slots of that chunk. */
	@GuardedBy("lock")
	private @Nullable Object[] youngSlots;

	@GuardedBy("lock")
	private Chunk firstYoung;

	/** How many young chunks there are. */
	@GuardedBy("lock")
	private int youngs = 1;

	private final OldChunks old;

	/** Makes records of old tasks, {@code null} outside proof mode. */
	private final RegistryRecord.@Nullable Maker records;

	/**
	 * Makes an empty stripe.
	 * @param ids where tasks get their ids from
	 * @param chunkSize how many tasks make a chunk
	 * @param youngChunks how many chunks are young at most
	 * @param records makes records of old tasks, {@code null} to hold the tasks
	 * themselves
	 */
	public Stripe(Counter ids, int chunkSize, int youngChunks, RegistryRecord.@Nullable Maker records) {
		this.ids = ids;
		this.records = records;
		this.chunkSize = chunkSize;
		this.youngChunks = youngChunks;
		this.young = new Chunk(true, chunkSize);
		this.youngSlots = this.young.slots;
		this.firstYoung = this.young;
		this.old = new OldChunks(chunkSize);
	}

	/**
	 * Takes a task in and gives it its id.
	 * @param task the task
	 * @param paid whether its slot of the launcher has been taken already
	 * @return {@code false} when there is no credit for its slot
	 */
	public boolean enter(RegistryEntry task, boolean paid) {
		while (true) {
			this.lock.lock();
			try {
				if (!paid && this.lock.credit == 0) {
					return false;
				}
				int at = (int) this.lock.filled;
				@Nullable Object[] slots = this.youngSlots;
				if (at < slots.length) {
					long id = this.ids.next();
					task.identify(id);
					task.standAt(slots, at);
					slots[at] = task;
					this.lock.filled = at + 1L;
					this.lock.lastId = id;
					if (!paid) {
						this.lock.credit--;
					}
					return true;
				}
			}
			finally {
				this.lock.held = 0;
			}
			roll();
		}
	}

	/**
	 * Takes a task out that has given all else back.
	 * @param task a task that has entered and has its outcome, once
	 */
	public void gone(RegistryEntry task) {
		Tombstone.Kind kind = Objects.requireNonNull(task.endedAs(), "a task that is gone has its outcome");
		Tombstone tombstone = task.counters.tombstone(kind);
		if (!leave(task, tombstone)) {
			this.lock.lock();
			try {
				leave(task, tombstone);
			}
			finally {
				this.lock.held = 0;
			}
		}
	}

	// False when it is not where it seems to be: it is being moved
	private boolean leave(RegistryEntry task, Tombstone tombstone) {
		Object home = task.home();
		if (home instanceof Object[] slots) {
			return Chunk.trade(slots, task.slot(), task, tombstone);
		}
		return this.old.leave(task, home, tombstone);
	}

	/**
	 * Takes a task out as if it had never entered.
	 * @param task a task whose launch came to nothing
	 * @return {@code false} when it has got old, and so stands in the books
	 */
	public boolean retract(RegistryEntry task) {
		this.lock.lock();
		try {
			if (!(task.home() instanceof Object[] slots)) {
				return false;
			}
			Chunk.wipe(slots, task.slot());
			this.lock.credit++;
			return true;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Has a step of a task that is old booked by whoever reads; an outcome of one that a
	// record holds at once, since it may be collected before. A young one reads nothing
	// of the stripe, which launches write
	public void note(RegistryEntry task) {
		Object home = task.home();
		if (home instanceof RegistryRecord record && task.endedAs() != null) {
			this.lock.lock();
			try {
				Chunk.book(record, task);
			}
			finally {
				this.lock.held = 0;
			}
		}
		else if (!(home instanceof Object[])) {
			this.old.note(home);
		}
	}

	/**
	 * Takes a task out that was collected: it is blocked for ever.
	 * @param record its record
	 * @return {@code false} when it has left before
	 */
	public boolean lose(RegistryRecord record) {
		this.lock.lock();
		try {
			Chunk chunk = record.chunk();
			if (chunk == null || !chunk.lose(record)) {
				return false;
			}
			this.lock.credit++;
			this.old.touch(chunk);
			return true;
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * Makes young tasks old, so that they are held by their records.
	 * @param launchedBefore nanoseconds; younger ones stay
	 */
	public void age(long launchedBefore) {
		this.lock.lock();
		try {
			noteEntered();
			Chunk chunk = this.firstYoung;
			while (chunk != null && ageTasks(chunk, launchedBefore)) {
				chunk = chunk.after;
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	public void lend(int slots) {
		this.lock.lock();
		try {
			this.lock.credit += slots;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Takes back every slot that is free here
	public int withdraw() {
		catchUp();
		this.lock.lock();
		try {
			reap();
			long free = this.lock.credit;
			this.lock.credit = 0;
			return (int) free;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Tells the last young chunk what has entered; before anybody reads it
	@GuardedBy("lock")
	private void noteEntered() {
		this.young.filled = (int) this.lock.filled;
		this.young.lastId = (this.young.filled > 0) ? this.lock.lastId : 0;
	}

	// Books what has happened to old tasks, a few chunks at a time: launches do not wait
	// long
	public void catchUp() {
		for (int left = this.old.pieces(FEW_CHUNKS); left > 0 && this.old.isTouched(); left--) {
			this.lock.lock();
			try {
				this.lock.credit += this.old.book(FEW_CHUNKS);
			}
			finally {
				this.lock.held = 0;
			}
		}
	}

	// Books what has happened, as far as it is not read off young tasks
	@GuardedBy("lock")
	private void reap() {
		noteEntered();
		for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
			this.lock.credit += chunk.bookGone();
		}
		this.lock.credit += this.old.book(Integer.MAX_VALUE);
	}

	// Begins a new young chunk; what lives in the first one gets old when there are
	// enough
	private void roll() {
		Chunk fresh = new Chunk(true, this.chunkSize);
		boolean crowded;
		this.lock.lock();
		try {
			noteEntered();
			if (!this.young.isFull()) {
				return;
			}
			this.young.after = fresh;
			this.young = fresh;
			this.youngSlots = fresh.slots;
			this.lock.filled = 0;
			this.youngs++;
			while (this.youngs > this.youngChunks) {
				Chunk first = this.firstYoung;
				ageTasks(first, Long.MAX_VALUE);
				this.lock.credit += first.bookAll();
				first.linked = false;
				this.firstYoung = (first.after != null) ? first.after : fresh;
				first.after = null;
				this.youngs--;
			}
			crowded = this.old.isCrowded();
		}
		finally {
			this.lock.held = 0;
		}
		if (crowded) {
			catchUp();
		}
	}

	// False at the first task that is too young: old tasks stand in order
	@GuardedBy("lock")
	private boolean ageTasks(Chunk chunk, long launchedBefore) {
		for (int at = 0; at < chunk.filled; at++) {
			if (chunk.slots[at] instanceof RegistryEntry task) {
				if (task.launchedAt > launchedBefore) {
					return false;
				}
				RegistryRecord record = (this.records != null) ? this.records.recordOf(task) : null;
				if (this.old.withRoom().receive(chunk, at, task, record)) {
					task.counters.launched();
				}
			}
		}
		return true;
	}

	// What is counted under one name, null for all
	public Counts read(@Nullable StripeCounters only) {
		catchUp();
		Counters sum = new Counters();
		this.lock.lock();
		try {
			reap();
			sum.add((only != null) ? only.counters : this.total);
			for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
				chunk.addTo(sum, only);
			}
		}
		finally {
			this.lock.held = 0;
		}
		return sum.read();
	}

	// The id of the task ahead of a place, Long.MAX_VALUE at the end
	public long peek(StripePosition place) {
		RegistryEntry task = seek(place);
		return (task != null) ? task.id() : Long.MAX_VALUE;
	}

	// Steps over the task ahead when it has the id that was peeked; null when it is gone
	public @Nullable RegistryEntry take(StripePosition place, long id) {
		RegistryEntry task = seek(place);
		if (task == null || task.id() != id) {
			return null;
		}
		place.passed = id;
		return task;
	}

	private @Nullable RegistryEntry seek(StripePosition place) {
		RegistryEntry task = place.look(this.old);
		while (task == null && step(place)) {
			task = place.look(this.old);
		}
		return task;
	}

	private boolean step(StripePosition place) {
		this.lock.lock();
		try {
			noteEntered();
			return place.step(this.old.first(), this.firstYoung);
		}
		finally {
			this.lock.held = 0;
		}
	}

}
