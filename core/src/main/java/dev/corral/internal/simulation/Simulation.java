package dev.corral.internal.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.TaskBody;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.simulation.SimulatedThread.Kind;

/**
 * Runs the engine and a program on simulated time, one thread at a time. A seed gives one
 * interleaving, and the same one again. A thread runs until it parks, ends or yields.
 * <p>
 * The program must block on nothing but the engine and the methods of this class. A
 * thread that blocks otherwise, such as on a latch, never passes the turn on.
 */
@SuppressWarnings("exports")
public final class Simulation implements Backend {

	/*-
	 * A thread that holds a monitor must not pass the turn on, or the next one that wants the
	 * monitor blocks for real. So the engine may unpark and start daemons under its locks, but not
	 * park; strict() checks that.
	 */

	private static final Instant EPOCH = Instant.parse("2026-11-23T15:00:00Z");

	private static final int ONE_IN = 16;

	private static final int START_FAILS_ONE_IN = 64;

	private final Random random;

	private final TurnScheduler turns;

	private boolean wild;

	private boolean strict;

	private Runnable onTaskEnd = () -> {
	};

	private @Nullable Consumer<Runnable> onStartFailure;

	/**
	 * Creates a simulation.
	 * @param seed decides the interleaving
	 */
	public Simulation(long seed) {
		this.random = new Random(seed);
		this.turns = new TurnScheduler(seed, this.random);
	}

	/**
	 * Creates a launcher that runs on this simulation.
	 * @param config its configuration
	 * @return the launcher
	 */
	public Corral launcher(CorralConfig config) {
		return DefaultCorral.create(config, this);
	}

	/**
	 * Lets threads switch at launches and interrupts too, and parks end spuriously.
	 * @return this simulation
	 */
	@CanIgnoreReturnValue
	public Simulation wild() {
		this.wild = true;
		return this;
	}

	/**
	 * Fails when a thread parks or yields while it holds a monitor. Costs a look at the
	 * thread each time.
	 * @return this simulation
	 */
	@CanIgnoreReturnValue
	public Simulation strict() {
		this.strict = true;
		return this;
	}

	/**
	 * Sets a check that runs whenever no thread can run at the present time any more.
	 * @param check must not park; what it throws fails the simulation
	 * @return this simulation
	 */
	@CanIgnoreReturnValue
	public Simulation onQuiet(Runnable check) {
		this.turns.onQuiet(check);
		return this;
	}

	/**
	 * Sets a check that runs last on the thread of every task.
	 * @param check must not park
	 * @return this simulation
	 */
	@CanIgnoreReturnValue
	public Simulation onTaskEnd(Runnable check) {
		this.onTaskEnd = check;
		return this;
	}

	/**
	 * Lets some launches fail: no thread can be made, or it does not start.
	 * @param notified gets the body of each thread that was made and did not start
	 * @return this simulation
	 */
	@CanIgnoreReturnValue
	public Simulation failingToStart(Consumer<Runnable> notified) {
		this.onStartFailure = notified;
		return this;
	}

	/**
	 * Runs a program until its last thread has ended.
	 * @param program what the root thread does
	 * @throws AssertionError when something fails, or no thread can run any more before
	 * that
	 */
	public void run(TaskBody program) {
		SimulatedThread root = thread(Kind.ROOT, "root", program);
		root.start();
		this.turns.run(root);
	}

	/**
	 * The number of real threads that have not ended.
	 * @return 0 after a run that succeeded
	 */
	public long liveThreads() {
		return this.turns.liveThreads();
	}

	/**
	 * The simulated time since the start.
	 * @return how far the clock has moved
	 */
	public Duration elapsed() {
		return this.turns.elapsed();
	}

	/**
	 * The threads that were started and have not ended, in order of their start.
	 * @return a view that only the running thread may read
	 */
	public List<SimulatedThread> threads() {
		return Collections.unmodifiableList(this.turns.threads());
	}

	/**
	 * Starts a thread that is neither a task nor the engine's.
	 * @param name its name
	 * @param body what it runs; what it throws fails the simulation
	 * @return the thread
	 */
	@CanIgnoreReturnValue
	public SimulatedThread start(String name, TaskBody body) {
		SimulatedThread thread = thread(Kind.FOREIGN, name, body);
		thread.start();
		return thread;
	}

	private SimulatedThread thread(Kind kind, String name, TaskBody body) {
		return new SimulatedThread(this, kind, name, () -> {
			try {
				body.run();
			}
			catch (Throwable ex) {
				fail(ex);
			}
		});
	}

	/** Lets other threads run now. */
	@SuppressWarnings("NamedLikeContextualKeyword")
	public void yield() {
		SimulatedThread self = this.turns.self();
		checkMonitors(self);
		this.turns.passTurn(self);
	}

	/**
	 * Lets the calling thread wait on simulated time.
	 * @param time how long
	 * @throws InterruptedException when it is interrupted meanwhile
	 */
	public void sleep(Duration time) throws InterruptedException {
		long until = nanoTime() + time.toNanos();
		while (true) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (nanoTime() >= until) {
				return;
			}
			park(this, until - nanoTime());
		}
	}

	/**
	 * Ends the simulation where it stands. The calling thread does not return.
	 * @param cause what {@link #run} throws as the cause of its error
	 */
	public void fail(Throwable cause) {
		this.turns.fail(cause);
	}

	@Override
	public long nanoTime() {
		return this.turns.now();
	}

	@Override
	public Instant now() {
		return EPOCH.plus(elapsed());
	}

	@Override
	public Thread newCallThread(String name, Runnable call) {
		if (failsToStart()) {
			throw new OutOfMemoryError("planted, no thread");
		}
		return new SimulatedThread(this, Kind.TASK, name, call);
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		yieldBySeed();
		if (failsToStart()) {
			throw new OutOfMemoryError("planted, no thread");
		}
		SimulatedThread thread = new SimulatedThread(this, Kind.TASK, name, () -> {
			try {
				body.run();
			}
			finally {
				this.onTaskEnd.run();
			}
		});
		if (failsToStart() && this.onStartFailure != null) {
			thread.failsToStart(this.onStartFailure, body);
		}
		return thread;
	}

	@Override
	public Thread startDaemon(String name, Runnable body) {
		SimulatedThread thread = new SimulatedThread(this, Kind.DAEMON, name, body);
		thread.start();
		return thread;
	}

	@Override
	public void park(Object blocker, long nanos) {
		SimulatedThread self = this.turns.self();
		checkMonitors(self);
		boolean stays = self.permit || self.isInterrupted() || nanos <= 0 || isBySeed();
		if (!stays) {
			this.turns.suspend(self, blocker, nanos);
		}
		self.permit = false;
		this.turns.passTurn(self);
	}

	@Override
	public @Nullable Object blocker(Thread thread) {
		return (thread instanceof SimulatedThread simulated) ? simulated.blocker() : Backend.super.blocker(thread);
	}

	@Override
	public void unpark(Thread thread) {
		SimulatedThread other = (SimulatedThread) thread;
		if (other.alive && !other.runnable) {
			this.turns.wake(other);
		}
		else {
			other.permit = true;
		}
	}

	private boolean failsToStart() {
		return this.onStartFailure != null && this.random.nextInt(START_FAILS_ONE_IN) == 0;
	}

	private void yieldBySeed() {
		if (this.wild && this.random.nextBoolean()) {
			this.yield();
		}
	}

	private boolean isBySeed() {
		return this.wild && this.random.nextInt(ONE_IN) == 0;
	}

	boolean isRunning(SimulatedThread thread) {
		return this.turns.isRunning(thread);
	}

	void started(SimulatedThread thread) {
		this.turns.started(thread);
		if (thread.kind == Kind.TASK) {
			yieldBySeed();
		}
	}

	void interrupted(SimulatedThread thread) {
		if (thread.alive) {
			this.turns.wake(thread);
		}
		yieldBySeed();
	}

	void ended(SimulatedThread thread) {
		this.turns.ended(thread);
	}

	private void checkMonitors(SimulatedThread self) {
		if (!this.strict) {
			return;
		}
		ThreadInfo seen = ManagementFactory.getThreadMXBean()
			.getThreadInfo(new long[] { self.threadId() }, true, false)[0];
		if (seen.getLockedMonitors().length > 0) {
			fail(new AssertionError("Parks or yields while it holds a monitor: " + seen));
		}
	}

}
