package dev.corral;

/** Undoes a registration. Thread-safe. */
@FunctionalInterface
public interface Registration {

	/**
	 * Takes the registration back.
	 * @return whether this call did: the callback will then never run
	 */
	boolean unregister();

}
