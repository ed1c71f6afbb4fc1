package dev.corral.benchmarks.designs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The least that a supervised task does besides being registered and admitted: it has a
 * name and an id, is its thread's handler of uncaught exceptions, knows when it was
 * launched and when it began, goes through phases and decides its outcome once.
 */
public abstract class DesignTask implements Runnable, Thread.UncaughtExceptionHandler {

	private static final int NEW = 0;

	private static final int LAUNCHED = 1;

	private static final int RUNNING = 2;

	private static final int SETTLED = 3;

	private static final String SUCCESS = "success";

	private static final VarHandle PHASE;

	private static final VarHandle OUTCOME;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			PHASE = lookup.findVarHandle(DesignTask.class, "phase", int.class);
			OUTCOME = lookup.findVarHandle(DesignTask.class, "outcome", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Given by the design when the task enters. */
	long id;

	private final Runnable body;

	private final String name = "empty";

	private final long launchedAt = System.nanoTime();

	private volatile long startedAt;

	private volatile int phase = NEW;

	private volatile @Nullable Object outcome;

	private @Nullable Thread thread;

	DesignTask(Runnable body) {
		this.body = body;
	}

	// Registered first, started then, as a registry must be that misses none
	final boolean launch() {
		if (!enter()) {
			return false;
		}
		boolean started = false;
		try {
			Thread virtual = Thread.ofVirtual().name(this.name).unstarted(this);
			this.thread = virtual;
			virtual.setUncaughtExceptionHandler(this);
			this.phase = LAUNCHED;
			virtual.start();
			started = true;
		}
		finally {
			if (!started) {
				leave();
			}
		}
		return true;
	}

	@Override
	public final void run() {
		if (!PHASE.compareAndSet(this, LAUNCHED, RUNNING)) {
			return;
		}
		this.startedAt = System.nanoTime();
		try {
			this.body.run();
			decide(SUCCESS);
		}
		catch (Throwable ex) {
			decide(ex);
		}
		leave();
		PHASE.setRelease(this, SETTLED);
	}

	private void decide(Object result) {
		OUTCOME.compareAndSet(this, null, result);
	}

	@Override
	public final void uncaughtException(Thread from, Throwable ex) {
		decide(ex);
	}

	// Takes a slot, then is counted and found; false when there is no slot
	abstract boolean enter();

	// Is no longer found nor counted, and gives the slot back
	abstract void leave();

	// For a design that reads the phase: what is read after it is not older
	final void settle() {
		this.phase = SETTLED;
	}

	final boolean isSettled() {
		return this.phase == SETTLED;
	}

	final Runnable body() {
		return this.body;
	}

	@Override
	public String toString() {
		return this.name + " " + this.id + " in phase " + this.phase + " of " + this.thread + ", waited for "
				+ (this.startedAt - this.launchedAt) + " ns: " + this.outcome;
	}

}
