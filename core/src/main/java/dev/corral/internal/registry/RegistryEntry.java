package dev.corral.internal.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * What the registry knows of a task: its id, its counters, the steps it has taken, and
 * where it stands in its stripe. Its fields belong to the stripe.
 */
public abstract class RegistryEntry {

	private static final VarHandle HOME;

	static {
		try {
			HOME = MethodHandles.lookup().findVarHandle(RegistryEntry.class, "home", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** The counters it counts in. */
	public final StripeCounters counters;

	/** When it was launched, by the clock of the backend. */
	public final long launchedAt;

	/** Set when it enters its stripe, 0 until then. */
	private long id;

	/**
	 * Where it stands: the slots of a young chunk, an old {@link Chunk}, or in proof mode
	 * its {@link RegistryRecord} that stands there. Written under the stripe's lock, read
	 * by those that leave. Not the young chunk itself: launches write its counters, and a
	 * reader of the same cache line would wait for every launch.
	 */
	private @Nullable Object home;

	/** Valid when it is read after the home; it may belong to a later home then. */
	private short slot;

	public RegistryEntry(StripeCounters counters, long launchedAt) {
		this.counters = counters;
		this.launchedAt = launchedAt;
	}

	// Before the slot
	public final @Nullable Object home() {
		return HOME.getVolatile(this);
	}

	final int slot() {
		return this.slot;
	}

	// Under the stripe's lock
	final void standAt(Object value, int at) {
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
	 * Which steps the task has taken, the later step read first.
	 * @return a sum of {@link Counters#LAUNCHED}, {@link Counters#BEGUN} and
	 * {@link Counters#DECIDED}
	 */
	public abstract int steps();

	/**
	 * How the task ended.
	 * @return {@code null} before its outcome is decided
	 */
	public abstract Tombstone.@Nullable Kind endedAs();

}
