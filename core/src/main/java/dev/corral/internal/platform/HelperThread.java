package dev.corral.internal.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.VarHandles;

/**
 * A daemon thread of the engine. It starts when it is first woken, and again when it
 * could not start or has died. Thread-safe.
 */
public final class HelperThread implements Runnable {

	/*-
	 *  NONE ──wake──> STARTING ──the thread runs──> RUNNING ──its loop returns──> NONE
	 *                    └──it cannot be started──> NONE
	 *
	 * A loop that throws is run again after a pause: when memory has run out, no other
	 * thread may start it again. The way from one run to the next needs no memory.
	 *
	 * A thread can die without running its finally blocks: when HotSpot gives up compiled code
	 * while there is no memory for an object it had kept in registers, it removes the frames. A dead
	 * thread in the state RUNNING is replaced by the next caller.
	 *
	 * A caller of `wake` has stored its work before. The thread writes `thread` before it looks for
	 * work, and looks again after it has left. So no work waits for a thread that has ended.
	 */

	/** In how many nanoseconds a loop that has failed is run again. */
	private static final long RETRY = Duration.ofMillis(100).toNanos();

	private static final int NONE = 0;

	private static final int STARTING = 1;

	private static final int RUNNING = 2;

	private static final VarHandle STATE = VarHandles.of(MethodHandles.lookup(), "state", int.class);

	private static final VarHandle THREAD = VarHandles.of(MethodHandles.lookup(), "thread", Thread.class);

	private final Backend backend;

	private final String name;

	private final Runnable loop;

	private final BooleanSupplier hasWork;

	private volatile int state;

	private volatile @Nullable Thread thread;

	/**
	 * Makes a helper that is not started.
	 * @param backend starts and wakes it
	 * @param name the thread's name
	 * @param loop what it runs; ends when there is nothing to do for long
	 * @param hasWork whether the loop has something to do
	 */
	public HelperThread(Backend backend, String name, Runnable loop, BooleanSupplier hasWork) {
		this.backend = backend;
		this.name = name;
		this.loop = loop;
		this.hasWork = hasWork;
	}

	// Unparks the thread, or starts it. Does not throw when it cannot be started: the
	// next
	// call tries again
	public void wake() {
		Thread running = this.thread;
		if (running == null) {
			if (this.state == NONE && STATE.compareAndSet(this, NONE, STARTING)) {
				start();
			}
		}
		else if (running.isAlive()) {
			this.backend.unpark(running);
		}
		else if (THREAD.compareAndSet(this, running, null)) {
			this.state = STARTING;
			start();
		}
	}

	public void wakeIfRunning() {
		Thread running = this.thread;
		if (running != null) {
			this.backend.unpark(running);
		}
	}

	// For callers that need it to run
	public void ensureRunning() {
		if ((this.state == NONE || isDead()) && this.hasWork.getAsBoolean()) {
			wake();
		}
	}

	// For tests: as a thread leaves it that dies on the way
	void planted(Thread dead) {
		this.thread = dead;
		this.state = RUNNING;
	}

	private boolean isDead() {
		Thread running = this.thread;
		return running != null && !running.isAlive();
	}

	public boolean isCurrentThread() {
		return Thread.currentThread() == this.thread;
	}

	private void start() {
		boolean started = false;
		try {
			this.backend.startDaemon(this.name, this);
			started = true;
		}
		catch (Throwable ex) {
			// No memory or no native thread: the next caller tries again
		}
		finally {
			if (!started) {
				this.state = NONE;
			}
		}
	}

	@Override
	public void run() {
		this.state = RUNNING;
		do {
			this.thread = Thread.currentThread();
			try {
				while (!hasRun()) {
					Thread.interrupted();
					this.backend.park(this, RETRY);
				}
			}
			finally {
				this.thread = null;
				this.state = NONE;
			}
		}
		while (this.hasWork.getAsBoolean() && STATE.compareAndSet(this, NONE, RUNNING));
	}

	// False when the loop has failed; it has reported that itself
	private boolean hasRun() {
		try {
			this.loop.run();
			return true;
		}
		catch (Throwable ex) {
			return false;
		}
	}

	public boolean isRunning() {
		return this.state != NONE && !isDead();
	}

}
