package dev.corral.internal.callback;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Guarded;
import dev.corral.monitor.Printable;

/** Whether a launcher still takes launches, and who waits for its last task. */
public final class Shutdown {

	private final Backend backend;

	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Waiters waiters = new Waiters();

	/** Other threads that close, and wait for the one that came first. */
	private final Waiters closers = new Waiters();

	private final AtomicBoolean done = new AtomicBoolean();

	/** Whether the virtual machine began to exit while a thread closed. */
	private volatile boolean exiting;

	private volatile Runnable whenLeft = Guarded::nothing;

	public Shutdown(Backend backend) {
		this.backend = backend;
	}

	public void begin() {
		this.begun.set(true);
	}

	// False when another call closes, or has closed
	public boolean tryClose() {
		return this.closed.compareAndSet(false, true);
	}

	// By the closer; one that has failed lets the next try
	public void closeEnded(boolean succeeded) {
		if (succeeded) {
			this.done.set(true);
		}
		else {
			this.closed.set(false);
		}
		this.closers.wakeAll(this.backend);
	}

	// Woken when the close has ended
	public Waiters closers() {
		return this.closers;
	}

	public boolean isDone() {
		return this.done.get();
	}

	/**
	 * Waits while another call closes.
	 * @param nanos the longest wait
	 * @return whether the other has failed, and the caller closes now
	 * @throws InterruptedException when the calling thread is interrupted
	 */
	public boolean awaitCloser(long nanos) throws InterruptedException {
		BooleanSupplier ended = () -> isDone() || !this.closed.get();
		return this.closers.await(this.backend, nanos, this, ended) && !isDone() && tryClose();
	}

	// By a closer in a hook of the virtual machine: the first one may wait for a task
	// that
	// waits for the hooks
	public void hooksRun() {
		this.exiting = true;
		this.waiters.wakeAll(this.backend);
	}

	public boolean isExiting() {
		return this.exiting;
	}

	public boolean hasBegun() {
		return this.begun.get();
	}

	public void requireOpen(String what, String name) {
		if (hasBegun()) {
			throw new RejectedExecutionException(
					what + " \"" + Printable.of(name) + "\" was refused: launcher is closed");
		}
	}

	// A task or scope has left: the closer looks whether it was the last
	public void signalLeft() {
		if (hasBegun()) {
			this.waiters.wakeAll(this.backend);
			this.whenLeft.run();
		}
	}

	// By the closer: what is done from now on when a task or scope has left
	void whenLeft(Runnable call) {
		this.whenLeft = call;
	}

	/**
	 * Waits until a condition holds; it is checked whenever a task or scope has left.
	 * @param blocker what dumps show the waiting thread to wait for
	 * @param until when to give up, a reading of the backend's clock
	 * @param drained the condition
	 * @return whether it held in time
	 * @throws InterruptedException when the calling thread is interrupted
	 */
	public boolean awaitDrained(Object blocker, long until, BooleanSupplier drained) throws InterruptedException {
		return this.waiters.await(this.backend, until - this.backend.nanoTime(), blocker, drained);
	}

}
