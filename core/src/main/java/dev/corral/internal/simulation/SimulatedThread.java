package dev.corral.internal.simulation;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Simulation}. It runs only while it is its turn. All its mutable
 * fields belong to the thread whose turn it is.
 */
public final class SimulatedThread extends Thread {

	/** What the thread is in its program. */
	enum Kind {

		/** The program's own first thread. */
		ROOT,

		/** Another thread that is neither a task nor the engine's. */
		FOREIGN,

		/** A task. */
		TASK,

		/** One of the engine's own. */
		DAEMON

	}

	static final long NEVER = Long.MAX_VALUE;

	private static final long STACK_BYTES = 512 * 1024;

	/** Classes whose frames only show that a thread waits for its turn. */
	private static final Set<String> OF_WAITING = Set.of(SimulatedThread.class.getName(), Simulation.class.getName(),
			TurnScheduler.class.getName(), LockSupport.class.getName(), "jdk.internal.misc.Unsafe");

	private final Simulation simulation;

	final Kind kind;

	private final Runnable body;

	/** Whether it was started and has not ended. */
	boolean alive;

	/** Whether its real thread was started. */
	boolean onItsWay;

	/** Whether it can run when its turn comes. */
	boolean runnable;

	/** When its park ends by itself. */
	long until = NEVER;

	/** What it is parked for. */
	@Nullable Object blocker;

	/** Whether it was unparked before it parked. */
	boolean permit;

	/** What runs when it cannot be started, {@code null} when it can. */
	private @Nullable Runnable startFailure;

	/** Whether it was interrupted while it did not run. */
	private boolean interrupted;

	SimulatedThread(Simulation simulation, Kind kind, String name, Runnable body) {
		super(null, null, name, STACK_BYTES, false);
		setDaemon(true);
		this.simulation = simulation;
		this.kind = kind;
		this.body = body;
	}

	// The real thread starts at its first turn
	@Override
	public void start() {
		if (this.startFailure != null) {
			this.startFailure.run();
			throw new OutOfMemoryError("planted, thread not started");
		}
		this.simulation.started(this);
	}

	/**
	 * The simulation that it belongs to.
	 * @return the simulation
	 */
	public Simulation simulation() {
		return this.simulation;
	}

	/**
	 * What it is parked for.
	 * @return the blocker that it gave, {@code null} when it is not parked
	 */
	public @Nullable Object blocker() {
		return this.blocker;
	}

	void failsToStart(Consumer<Runnable> notified, Runnable task) {
		this.startFailure = () -> notified.accept(task);
	}

	@Override
	public void run() {
		takeInterrupt();
		try {
			this.body.run();
		}
		catch (Throwable ex) {
			getUncaughtExceptionHandler().uncaughtException(this, ex);
		}
		finally {
			this.simulation.ended(this);
		}
	}

	void giveTurn() {
		if (this.onItsWay) {
			LockSupport.unpark(this);
		}
		else {
			this.onItsWay = true;
			super.start();
		}
	}

	// A real interrupt would end the real wait: the flag is set aside until the thread
	// runs
	void awaitTurn() {
		this.interrupted |= Thread.interrupted();
		while (!this.simulation.isRunning(this)) {
			LockSupport.park();
		}
		takeInterrupt();
	}

	private void takeInterrupt() {
		if (this.interrupted) {
			this.interrupted = false;
			super.interrupt();
		}
	}

	@Override
	public void interrupt() {
		if (this.simulation.isRunning(this)) {
			super.interrupt();
		}
		else {
			this.interrupted = true;
			this.simulation.interrupted(this);
		}
	}

	@Override
	public boolean isInterrupted() {
		return this.interrupted || super.isInterrupted();
	}

	@Override
	public State getState() {
		if (!this.alive) {
			return this.onItsWay ? State.TERMINATED : State.NEW;
		}
		return this.runnable ? State.RUNNABLE : (this.until == NEVER) ? State.WAITING : State.TIMED_WAITING;
	}

	// Without the frames that depend on how far the real thread has got to its wait
	@Override
	public StackTraceElement[] getStackTrace() {
		StackTraceElement[] frames = super.getStackTrace();
		int first = 0;
		while (first < frames.length && OF_WAITING.contains(frames[first].getClassName())) {
			first++;
		}
		return Arrays.copyOfRange(frames, first, frames.length);
	}

}
