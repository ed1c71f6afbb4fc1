package dev.corral.monitor;

/** Undoes a registration. Thread-safe. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/**
	 * Takes the registration back.
	 * @return whether this call did: the callback will then never run
	 */
	boolean unregister();

	/** Takes the registration back, as {@link #unregister} does. */
	@Override
	default void close() {
		boolean ignored = unregister();
	}

}
