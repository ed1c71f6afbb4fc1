package dev.corral.internal.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a stripe for an old task, which it holds weakly. It outlives the task when
 * that is collected.
 */
public abstract class RegistryRecord extends WeakReference<RegistryEntry> {

	private static final VarHandle CHUNK;

	static {
		try {
			CHUNK = MethodHandles.lookup().findVarHandle(RegistryRecord.class, "chunk", Chunk.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** The counters of the task. */
	public final StripeCounters counters;

	/** The id of the task. */
	public final long id;

	/** Where it stands; written under the stripe's lock, as in an entry. */
	private @Nullable Chunk chunk;

	private short slot;

	public RegistryRecord(RegistryEntry entry) {
		super(entry);
		this.counters = entry.counters;
		this.id = entry.id();
	}

	// Before the slot
	final @Nullable Chunk chunk() {
		return (Chunk) CHUNK.getAcquire(this);
	}

	final int slot() {
		return this.slot;
	}

	// Under the stripe's lock
	final void standAt(Chunk value, int at) {
		this.slot = (short) at;
		CHUNK.setRelease(this, value);
	}

	/**
	 * Copies what must outlive the task. Called when that changes, and when the task
	 * becomes old; the later of the two calls sees both.
	 * @param entry the task
	 */
	public abstract void update(RegistryEntry entry);

	/** Makes records of old tasks. */
	@FunctionalInterface
	public interface Maker {

		/**
		 * Makes a record; by a stripe, under its lock.
		 * @param entry a task that gets old
		 * @return {@code null} when the stripe shall hold the task itself
		 */
		@Nullable RegistryRecord recordOf(RegistryEntry entry);

	}

}
