package dev.corral.internal.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.util.VarHandles;

/**
 * Takes the place of an old task in its chunk, and holds it weakly. It outlives the task
 * when that is collected.
 */
public abstract class RegistryRecord extends WeakReference<RegistryEntry> {

	private static final VarHandle CHUNK = VarHandles.of(MethodHandles.lookup(), "chunk", Chunk.class);

	/** The counters of the task. */
	public final StripeCounters counters;

	/** The id of the task. */
	public final long id;

	/** Where it is; written under the stripe's lock. */
	@SuppressWarnings("unused")
	private @Nullable Chunk chunk;

	/** Valid when it is read after the chunk; it may belong to a later chunk then. */
	private short slot;

	public RegistryRecord(RegistryEntry entry) {
		super(entry);
		this.counters = entry.counters;
		this.id = entry.id();
	}

	// To be read before the slot
	private @Nullable Chunk chunk() {
		return (Chunk) CHUNK.getAcquire(this);
	}

	// Under the stripe's lock
	final void moveTo(Chunk value, int at) {
		this.slot = (short) at;
		CHUNK.setRelease(this, value);
	}

	// False when it is not where it seems to be, because it is being moved
	final boolean leave(Tombstone tombstone) {
		Chunk in = chunk();
		return in != null && in.leave(this.slot, this, tombstone);
	}

	// An outcome is counted at once, because the task may be collected before anybody
	// reads the counters
	final void stepTaken(RegistryEntry task) {
		Chunk in = chunk();
		if (task.endedAs() == null) {
			if (in != null) {
				in.touch();
			}
			return;
		}
		PaddedLock lock = this.counters.lock;
		lock.lock();
		try {
			in = chunk();
			if (in != null) {
				in.countSteps(this.slot, this, task);
			}
		}
		finally {
			lock.held = 0;
		}
	}

	/**
	 * Takes a task out that was collected: it is blocked for ever.
	 * @return {@code false} when it has left before
	 */
	public final boolean removeCollected() {
		PaddedLock lock = this.counters.lock;
		lock.lock();
		try {
			Chunk in = chunk();
			if (in == null || !in.removeCollected(this.slot, this)) {
				return false;
			}
			lock.credit++;
		}
		finally {
			lock.held = 0;
		}
		this.counters.saturation.freed();
		return true;
	}

	/**
	 * Copies what must outlive the task. Called when that changes, and when the task
	 * becomes old; the later of the two calls sees both.
	 * @param entry the task
	 */
	public abstract void copyFrom(RegistryEntry entry);

	/** Makes records of old tasks. */
	@FunctionalInterface
	public interface Maker {

		/**
		 * Makes a record; by a stripe, under its lock.
		 * @param entry a task that becomes old
		 * @return {@code null} when the stripe shall hold the task itself
		 */
		@Nullable RegistryRecord recordOf(RegistryEntry entry);

	}

}
