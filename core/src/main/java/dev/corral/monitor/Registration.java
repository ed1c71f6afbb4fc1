package dev.corral.monitor;

/** Undoes a registration. Thread-safe. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/**
	 * Removes what was registered.
	 * @return whether this call did; then a callback that has not run never runs
	 */
	boolean unregister();

	/** Does what {@link #unregister} does. */
	@Override
	default void close() {
		boolean ignored = unregister();
	}

}
