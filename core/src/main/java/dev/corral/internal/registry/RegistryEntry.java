package dev.corral.internal.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.util.VarHandles;

/**
 * What the registry knows of a task: its id, its counters, the steps it has taken, and
 * where it is in its stripe.
 */
public abstract class RegistryEntry {

	private static final VarHandle HOME = VarHandles.of(MethodHandles.lookup(), "home", Object.class);

	/** The counters of its name in its stripe. */
	public final StripeCounters counters;

	/** When it was launched, by the clock of the backend. */
	public final long launchedAt;

	/** Set when it enters its stripe, 0 until then. */
	private long id;

	/**
	 * Where it is: the slots of a young chunk, an old {@link Chunk}, or in proof mode the
	 * {@link RegistryRecord} that is there in its place. Written under the stripe's lock,
	 * read without it. Never a young chunk itself: launches write its counters, and a
	 * reader of the same cache line would wait for every launch.
	 */
	@SuppressWarnings("unused")
	private @Nullable Object home;

	/** Valid when it is read after the home; it may belong to a later home then. */
	private short slot;

	public RegistryEntry(StripeCounters counters, long launchedAt) {
		this.counters = counters;
		this.launchedAt = launchedAt;
	}

	// To be read before the slot
	public final @Nullable Object home() {
		return HOME.getVolatile(this);
	}

	// Under the stripe's lock
	final void moveTo(Object value, int at) {
		this.slot = (short) at;
		HOME.setRelease(this, value);
	}

	/**
	 * The id of the task.
	 * @return a positive number, 0 before it has entered its stripe
	 */
	public long id() {
		return this.id;
	}

	// Called by the stripe that it enters, and for tasks that never run
	public final void identify(long value) {
		this.id = value;
	}

	/**
	 * Has a step counted. A young task does nothing here, and reads nothing that launches
	 * write: its steps are read together with the counters.
	 */
	public final void stepTaken() {
		Object at = home();
		if (at instanceof Object[]) {
			return;
		}
		if (at instanceof RegistryRecord record) {
			record.stepTaken(this);
		}
		else if (at instanceof Chunk chunk) {
			chunk.touch();
		}
	}

	/**
	 * Takes the task out of its stripe. Called once, when it has its outcome and has
	 * given all else back.
	 */
	public final void leaveRegistry() {
		TaskEnd end = Objects.requireNonNull(endedAs(), "a task that leaves has its outcome");
		Tombstone tombstone = this.counters.tombstone(end);
		if (!leave(tombstone)) {
			PaddedLock lock = this.counters.lock;
			lock.lock();
			try {
				leave(tombstone);
			}
			finally {
				lock.held = 0;
			}
		}
		this.counters.saturation.freed();
	}

	// False when it is not where it seems to be, because it is being moved
	private boolean leave(Tombstone tombstone) {
		Object at = home();
		if (at instanceof Object[] slots) {
			return Chunk.replace(slots, this.slot, this, tombstone);
		}
		if (at instanceof RegistryRecord record) {
			return record.leave(tombstone);
		}
		return at instanceof Chunk chunk && chunk.leave(this.slot, this, tombstone);
	}

	/**
	 * Takes the task out as if it had never entered, because its launch has failed.
	 * @return {@code false} when it has become old and is counted already
	 */
	public final boolean retract() {
		PaddedLock lock = this.counters.lock;
		lock.lock();
		try {
			if (!(home() instanceof Object[] slots)) {
				return false;
			}
			Chunk.clear(slots, this.slot);
			lock.credit++;
		}
		finally {
			lock.held = 0;
		}
		this.counters.saturation.freed();
		return true;
	}

	/**
	 * Which steps the task has taken, the later step read first.
	 * @return a sum of {@link Counters#LAUNCHED}, {@link Counters#STARTED} and
	 * {@link Counters#DECIDED}
	 */
	public abstract int steps();

	/**
	 * How the task ends.
	 * @return how, {@code null} before its outcome is decided
	 */
	public abstract @Nullable TaskEnd endedAs();

}
