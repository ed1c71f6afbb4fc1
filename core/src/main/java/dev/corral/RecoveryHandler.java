package dev.corral;

import dev.corral.snapshot.Panic;

/** Is told of panics, on the thread of the task that panicked. */
@FunctionalInterface
public interface RecoveryHandler {

	/**
	 * Reacts to a panic.
	 * @param panic what happened
	 * @throws Exception logged, with the panic suppressed in it
	 */
	void recover(Panic panic) throws Exception;

}
