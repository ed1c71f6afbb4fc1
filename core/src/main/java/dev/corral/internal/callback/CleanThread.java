package dev.corral.internal.callback;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;

/**
 * Runs one call of the user's on a new virtual thread, so that it finds no thread local
 * that another has left, while the thread of the lane waits for it.
 */
public final class CleanThread implements Runnable {

	/*-
	 * taken: false ──> true     one CAS
	 *
	 *   by the new thread                                      runs the call there
	 *   by the lane, when the new thread has not begun         runs it on the thread of the lane:
	 *                                                          spinning bodies hold every carrier
	 *
	 * Once the new thread has begun, the lane waits for its end, however long. It is replaced
	 * meanwhile as for any call.
	 */

	/**
	 * How long a thread that is made for one call may wait for a carrier, in nanoseconds.
	 */
	public static final long UNSCHEDULED_AFTER = Duration.ofMillis(10).toNanos();

	private final Backend backend;

	private final Runnable call;

	private final Waiters waiters = new Waiters();

	private final AtomicBoolean taken = new AtomicBoolean();

	private final AtomicBoolean done = new AtomicBoolean();

	private volatile @Nullable Throwable thrown;

	private CleanThread(Backend backend, Runnable call) {
		this.backend = backend;
		this.call = call;
	}

	/**
	 * Runs a call, and returns when it has ended.
	 * @param backend makes the thread
	 * @param name the name of the thread
	 * @param call the call
	 * @throws Throwable what the call throws
	 */
	static void run(Backend backend, String name, Runnable call) throws Throwable {
		CleanThread clean = null;
		try {
			clean = new CleanThread(backend, call);
			backend.newCallThread(name, clean).start();
			clean.awaitBegin();
		}
		catch (Throwable ex) {
			// Neither memory nor a thread
		}
		if (clean == null || clean.tryTake()) {
			call.run();
			return;
		}
		clean.awaitEnd();
		if (clean.thrown != null) {
			throw clean.thrown;
		}
	}

	private void awaitBegin() {
		long until = this.backend.nanoTime() + UNSCHEDULED_AFTER;
		this.waiters.awaitKeepingInterrupt(this.backend, until, this, this.taken::get);
	}

	private boolean tryTake() {
		return this.taken.compareAndSet(false, true);
	}

	private void awaitEnd() {
		while (!this.done.get()) {
			try {
				this.waiters.await(this.backend, Long.MAX_VALUE, this, this.done::get);
			}
			catch (InterruptedException ex) {
				// Nobody interrupts a lane for a reason
			}
			catch (OutOfMemoryError ex) {
				MemoryRetry.pause(this.backend, this);
			}
		}
	}

	@Override
	public void run() {
		if (!tryTake()) {
			return;
		}
		this.waiters.wakeAll(this.backend);
		try {
			this.call.run();
		}
		catch (Throwable ex) {
			this.thrown = ex;
		}
		finally {
			this.done.set(true);
			this.waiters.wakeAll(this.backend);
		}
	}

	@Override
	public String toString() {
		return this.call.toString();
	}

}
