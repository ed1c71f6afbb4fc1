package dev.corral.internal.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.Counts;

/**
 * A part of the registry: the tasks of some launching threads in order of launch, their
 * counters, and slots of the launcher's limit, under one lock.
 */
@SuppressWarnings("GuardedBy")
public final class Stripe {

	/*-
	 * Most tasks die young. A launch appends to the last young chunk under the lock, which
	 * its thread has almost to itself. A task that is gone replaces itself by a tombstone with
	 * one CAS, without lock and counter. The tombstone is counted, and its slot is free again,
	 * when there is a chunk too many, when the credit is used up, or when the counters are read:
	 *
	 *  young:  task ──CAS by the task──────────> tombstone ──under the lock──> counted, null
	 *            │
	 *            └──CAS under the lock──> null, and the task is in an old chunk
	 *
	 *  old:    task ──CAS by the task──────────> tombstone ──under the lock──> counted, null
	 *
	 * The steps of young tasks are read from the tasks whenever the counters are read. Old tasks
	 * may be a million: of these, only chunks are read that were touched since. A task takes a
	 * step and then reads whether its chunk is old; making a chunk old stores that first and then
	 * reads the steps. At least one side sees the other. Both may, so the steps that are counted
	 * are stored beside the old task. A task that leaves while it is moved may not find itself;
	 * then it leaves under the lock.
	 *
	 * Under the lock a launch does nothing but plain writes, and calls that may fail come before
	 * the first of them: neither a stack overflow nor an exhausted heap leaves a step half done.
	 */

	/** How many old chunks are counted under the lock at once: launches wait for it. */
	private static final int FEW_CHUNKS = 16;

	final PaddedLock lock = new PaddedLock();

	private final Saturation saturation;

	/** The sum of the counters of all names. */
	@GuardedBy("lock")
	private final Counters total = new Counters();

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
	 * @param saturation is opened when a slot comes free
	 * @param chunkSize how many tasks make a chunk
	 * @param youngChunks how many chunks are young at most
	 * @param records makes records of old tasks, {@code null} to hold the tasks
	 * themselves
	 */
	public Stripe(Counter ids, Saturation saturation, int chunkSize, int youngChunks,
			RegistryRecord.@Nullable Maker records) {
		this.ids = ids;
		this.saturation = saturation;
		this.records = records;
		this.chunkSize = chunkSize;
		this.youngChunks = youngChunks;
		this.young = new Chunk(chunkSize, null);
		this.youngSlots = this.young.slots;
		this.firstYoung = this.young;
		this.old = new OldChunks(chunkSize);
	}

	/**
	 * Makes the counters of a task name.
	 * @param number the number of this stripe
	 * @param stats the name
	 * @param host the host of the tasks
	 * @return counters of this stripe
	 */
	public StripeCounters newCounters(int number, NameStats stats, Object host) {
		return new StripeCounters(number, this.lock, this.saturation, this.total, stats, host);
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
					task.moveTo(slots, at);
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
	 * Makes young tasks old, so that they are held by their records.
	 * @param launchedBefore nanoseconds; younger ones stay
	 */
	public void age(long launchedBefore) {
		this.lock.lock();
		try {
			publishEntered();
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

	// Takes every slot back that is free here
	public int withdraw() {
		catchUp();
		this.lock.lock();
		try {
			countGone();
			long free = this.lock.credit;
			this.lock.credit = 0;
			return (int) free;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Stores in the last young chunk what has entered, before it is read; under the lock
	void publishEntered() {
		this.young.filled = (int) this.lock.filled;
		this.young.lastId = (this.young.filled > 0) ? this.lock.lastId : 0;
	}

	// Counts what has happened to old tasks, a few chunks at a time
	public void catchUp() {
		for (int left = this.old.parts(FEW_CHUNKS); left > 0 && this.old.isTouched(); left--) {
			this.lock.lock();
			try {
				free(this.old.count(FEW_CHUNKS));
			}
			finally {
				this.lock.held = 0;
			}
		}
	}

	// Counts everything but the steps of young tasks
	@GuardedBy("lock")
	private void countGone() {
		publishEntered();
		for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
			free(chunk.countGone());
		}
		free(this.old.count(Integer.MAX_VALUE));
	}

	// Of tasks that were counted as gone. Who has seen that may launch another at once,
	// also when the task's own thread has not come so far yet
	@GuardedBy("lock")
	private void free(int slots) {
		if (slots > 0) {
			this.lock.credit += slots;
			this.saturation.freed();
		}
	}

	// Begins a new young chunk. When there are too many, the tasks left in the first
	// become old
	private void roll() {
		Chunk fresh = new Chunk(this.chunkSize, null);
		boolean crowded;
		this.lock.lock();
		try {
			publishEntered();
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
				free(first.countGoneOfDropped());
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

	// False at the first task that is too young: old tasks are in order of launch
	@GuardedBy("lock")
	private boolean ageTasks(Chunk chunk, long launchedBefore) {
		for (int at = 0; at < chunk.filled; at++) {
			if (chunk.slots[at] instanceof RegistryEntry task) {
				if (task.launchedAt > launchedBefore) {
					return false;
				}
				RegistryRecord record = (this.records != null) ? this.records.recordOf(task) : null;
				this.old.withRoom().receive(chunk, at, task, record);
			}
		}
		return true;
	}

	// What is counted under one name, null for all
	public Counts read(@Nullable StripeCounters only) {
		Counters sum = new Counters();
		if (only != null) {
			addTo(new Counters[] { sum }, new StripeCounters[] { only });
		}
		else {
			addTo(sum);
		}
		return sum.read();
	}

	private void addTo(Counters sum) {
		catchUp();
		this.lock.lock();
		try {
			countGone();
			sum.add(this.total);
			for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
				chunk.addTo(sum);
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * Adds what is counted under several names, all read at one moment.
	 * @param sums the sum of each name
	 * @param names their counters in this stripe, in the same order
	 */
	void addTo(Counters[] sums, StripeCounters[] names) {
		catchUp();
		this.lock.lock();
		try {
			countGone();
			for (int i = 0; i < names.length; i++) {
				names[i].beginRead(sums[i]);
			}
			for (Chunk chunk = this.firstYoung; chunk != null; chunk = chunk.after) {
				chunk.addToSums();
			}
			for (StripeCounters name : names) {
				name.endRead();
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Under the lock
	@Nullable Chunk firstOld() {
		return this.old.first();
	}

	// Under the lock
	Chunk firstYoung() {
		return this.firstYoung;
	}

}
