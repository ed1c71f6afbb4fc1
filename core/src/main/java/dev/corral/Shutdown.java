package dev.corral;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import dev.corral.snapshot.Printable;
import dev.corral.time.Backend;

/** Whether a launcher still takes launches, and who waits for its last task. */
final class Shutdown {

	private final Backend backend;

	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Waiters waiters = new Waiters();

	Shutdown(Backend backend) {
		this.backend = backend;
	}

	void begin() {
		this.begun.set(true);
	}

	// False when another call closes, or has closed
	boolean tryClose() {
		return this.closed.compareAndSet(false, true);
	}

	// By a closer that has failed
	void closeAgain() {
		this.closed.set(false);
	}

	boolean hasBegun() {
		return this.begun.get();
	}

	void requireOpen(String what, String name) {
		if (hasBegun()) {
			throw new RejectedExecutionException(
					"launcher is closed, " + what + " \"" + Printable.of(name) + "\" was refused");
		}
	}

	void signalSettled() {
		if (hasBegun()) {
			this.waiters.wakeAll(this.backend);
		}
	}

	/**
	 * Waits until a condition holds; it is checked whenever a task or scope has left.
	 * @param blocker what dumps show the waiting thread to wait for
	 * @param until when to give up, a reading of the backend's clock
	 * @param drained the condition
	 * @return whether it held in time
	 * @throws InterruptedException when the calling thread is interrupted
	 */
	boolean awaitDrained(Object blocker, long until, BooleanSupplier drained) throws InterruptedException {
		return this.waiters.await(this.backend, until - this.backend.nanoTime(), blocker, drained);
	}

}
