package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Where a task stands in its registry stripe. Its fields belong to the stripe.
 */
abstract class Node {

	private static final VarHandle HOME;

	static {
		try {
			HOME = MethodHandles.lookup().findVarHandle(Node.class, "home", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * Where it stands: the slots of a young chunk, an old {@link Chunk}, or in proof mode
	 * its {@link TaskRecord} that stands there. Written under the stripe's lock, read by
	 * those that leave. Not the young chunk itself: launches write its counters, and
	 * whoever read them beside would wait for every launch.
	 */
	private @Nullable Object home;

	/** Valid when it is read after the home; it may belong to a later home then. */
	private short slot;

	// Before the slot
	final @Nullable Object home() {
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
	 * @return a positive number
	 */
	abstract long id();

	/**
	 * The task itself.
	 * @return {@code null} for a bare state machine
	 */
	abstract @Nullable SupervisedTask<?> task();

}
