package dev.corral;

import dev.corral.monitor.Panic;

/**
 * Is notified of panics. Runs on the thread of the task that panicked; on the callback
 * executor when that thread had to leave its interrupt, or when another thread passed the
 * exception to the task's uncaught-exception handler.
 * <p>
 * A task that only propagates the failure of a joined task that panicked has the outcome
 * {@link Outcome.Panicked}, but calls no handler of the launcher, only one set by
 * {@link TaskSpec#recoverWith}.
 */
@FunctionalInterface
public interface RecoveryHandler {

	/**
	 * Reacts to a panic.
	 * @param panic what happened
	 * @throws Exception logged with the class of the panic; the exception itself is not
	 * changed
	 */
	void recover(Panic panic) throws Exception;

}
