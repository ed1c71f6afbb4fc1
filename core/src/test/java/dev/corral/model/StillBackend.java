package dev.corral.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;

/**
 * An outside for model checks: no thread starts by itself, a timed wait is over at once
 * and has moved the clock, and an untimed one parks.
 */
public final class StillBackend implements Backend {

	private volatile long now = 1;

	/** The last body of each name that was to be started. */
	private final Map<String, Runnable> daemons = new HashMap<>();

	/** Who runs the body of the one task, {@code null} before. */
	private volatile @Nullable Thread runner;

	/** Called for every interrupt of a task. */
	private final Runnable interrupted;

	/** Called with every thread that is about to park. */
	private final Consumer<Thread> parking;

	public StillBackend(Runnable interrupted) {
		this(interrupted, (thread) -> {
		});
	}

	public StillBackend(Runnable interrupted, Consumer<Thread> parking) {
		this.interrupted = interrupted;
		this.parking = parking;
	}

	public void runBy(Thread thread) {
		this.runner = thread;
	}

	@SuppressWarnings("NonAtomicVolatileUpdate") // the model checker runs one thread at a
													// time
	public void advance(long nanos) {
		this.now = this.now + nanos;
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant now() {
		return Instant.EPOCH;
	}

	@Override
	public Thread newCallThread(String name, Runnable call) {
		throw new OutOfMemoryError("threads of calls do not run in models");
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		return new TaskThread(this.interrupted);
	}

	// Runs what was given to a helper thread so far, until that has nothing to do for
	// long
	public void runDaemons(String name) {
		for (Runnable body = this.daemons.remove(name); body != null; body = this.daemons.remove(name)) {
			body.run();
		}
	}

	@Override
	public Thread startDaemon(String name, Runnable body) {
		this.daemons.put(name, body);
		return new TaskThread(this.interrupted);
	}

	@Override
	public void park(Object blocker, long nanos) {
		if (nanos == Long.MAX_VALUE) {
			this.parking.accept(Thread.currentThread());
			LockSupport.park(blocker);
		}
		else {
			advance(nanos);
		}
	}

	@Override
	public void unpark(Thread thread) {
		LockSupport.unpark((thread instanceof TaskThread) ? this.runner : thread);
	}

	/** Stands for the thread of a task, whose body an operation of the model runs. */
	private static final class TaskThread extends Thread {

		private final Runnable interrupted;

		private TaskThread(Runnable interrupted) {
			this.interrupted = interrupted;
		}

		@Override
		public void start() {
			// The model begins the task when it wants to
		}

		@Override
		public void interrupt() {
			this.interrupted.run();
		}

	}

}
