package dev.corral;

import dev.corral.monitor.Panic;

/**
 * Is notified of panics. Runs on the thread of the task that panicked; on the callback
 * executor when that thread had to leave its interrupt, or when another thread passed the
 * exception to the task's uncaught-exception handler.
 */
@FunctionalInterface
public interface RecoveryHandler {

	/**
	 * Reacts to a panic.
	 * @param panic what happened
	 * @throws Exception logged, with the panic suppressed in it
	 */
	void recover(Panic panic) throws Exception;

}
