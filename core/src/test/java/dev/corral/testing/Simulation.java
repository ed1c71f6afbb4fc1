package dev.corral.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskBody;
import dev.corral.internal.platform.Backend;
import dev.corral.testing.SimulatedThread.Kind;

/**
 * Runs the engine and a program on time of its own, one thread at a time: a seed gives
 * one interleaving, and the same one again. A thread runs on until it parks, ends or
 * yields. For programs that block on nothing but this: a real latch would hold the baton
 * for ever.
 */
public final class Simulation implements Backend {

	/*-
	 * The baton is `running`. Everything else belongs to the thread that holds it, so
	 * there are no locks: the volatile write that hands the baton on publishes it.
	 *
	 * When nobody can run, time goes to where the first park ends. The engine's watcher
	 * looks for ever, so a program in which only daemons have run for very many such steps
	 * has as good as none: it hangs.
	 *
	 * A thread that holds a monitor must not hand on the baton, or the next one that wants
	 * the monitor blocks for real. So the engine may unpark and start daemons under its
	 * monitors, but not park; strict() has it checked.
	 *
	 * What fails is told at once and ends the simulation where it stands: its threads are
	 * daemons and stay in their wait for a baton that never comes.
	 */

	private static final Instant EPOCH = Instant.parse("2026-11-23T15:00:00Z");

	private static final int HANGS_AFTER = 10_000;

	private static final int ONE_IN = 16;

	private static final int START_FAILS_ONE_IN = 64;

	/** More steps than any program takes while time stands still. */
	private static final int SPINS_AFTER = 100_000;

	/** Far beyond any program: only something that blocks for real takes as long. */
	private static final long MOST_REAL_SECONDS = 120;

	private final long seed;

	private final Random random;

	private final CountDownLatch over = new CountDownLatch(1);

	/** Those that were started and have not ended, in order of their start. */
	private final List<SimulatedThread> threads = new ArrayList<>();

	/** Those that had a real thread. */
	private final List<SimulatedThread> all = new ArrayList<>();

	private final List<SimulatedThread> candidates = new ArrayList<>();

	private volatile @Nullable SimulatedThread running;

	private volatile @Nullable Throwable failure;

	private long now = 1;

	private int stepsOfDaemons;

	/** How often the baton was given since time last went on. */
	private int stepsAtThisTime;

	private boolean wild;

	private boolean strict;

	private Runnable onQuiet = () -> {
	};

	private Runnable onTaskEnd = () -> {
	};

	private @Nullable Consumer<Runnable> onStartFailure;

	public Simulation(long seed) {
		this.seed = seed;
		this.random = new Random(seed);
	}

	// Launches and interrupts may hand on the baton too, and parks may end for no reason
	public Simulation wild() {
		this.wild = true;
		return this;
	}

	// Whoever hands on the baton must hold no monitor; costs a look at the thread each
	// time
	public Simulation strict() {
		this.strict = true;
		return this;
	}

	// Runs when nobody can run at this instant any more; must not park
	public Simulation onQuiet(Runnable check) {
		this.onQuiet = check;
		return this;
	}

	// Runs on the thread of every task, last of all; must not park
	public Simulation onTaskEnd(Runnable check) {
		this.onTaskEnd = check;
		return this;
	}

	// Now and then no thread can be had: none is made, or it does not start and its body
	// is told
	public Simulation failingToStart(Consumer<Runnable> told) {
		this.onStartFailure = told;
		return this;
	}

	/**
	 * Runs a program until its last thread has ended.
	 * @param program what the root thread does
	 * @throws AssertionError when something fails, or nobody can run any more before that
	 */
	public void run(TaskBody program) {
		SimulatedThread root = thread(Kind.ROOT, "root", program);
		root.start();
		this.running = root;
		root.giveBaton();
		try {
			if (!this.over.await(MOST_REAL_SECONDS, TimeUnit.SECONDS)) {
				throw new AssertionError("A thread blocks outside the simulation, seed " + this.seed + dump());
			}
			Throwable failed = this.failure;
			if (failed != null) {
				throw new AssertionError("Simulation with seed " + this.seed + " failed: " + failed, failed);
			}
			for (SimulatedThread thread : this.all) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	public long liveThreads() {
		return this.all.stream().filter(Thread::isAlive).count();
	}

	public Duration elapsed() {
		return Duration.ofNanos(this.now - 1);
	}

	// A thread that is neither a task nor the engine's
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

	// Lets others run, now
	@SuppressWarnings("NamedLikeContextualKeyword")
	public void yield() {
		SimulatedThread self = self();
		checkMonitors(self);
		handOn(self);
	}

	public void sleep(Duration time) throws InterruptedException {
		long until = this.now + time.toNanos();
		while (true) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (this.now >= until) {
				return;
			}
			park(this, until - this.now);
		}
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant now() {
		return EPOCH.plus(elapsed());
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
		SimulatedThread self = self();
		checkMonitors(self);
		boolean stays = self.permit || self.isInterrupted() || nanos <= 0 || isBySeed();
		if (!stays) {
			self.runnable = false;
			self.until = (nanos < SimulatedThread.NEVER - this.now) ? this.now + nanos : SimulatedThread.NEVER;
			self.blocker = blocker;
		}
		self.permit = false;
		handOn(self);
	}

	@Override
	public void unpark(Thread thread) {
		SimulatedThread other = (SimulatedThread) thread;
		if (other.alive && !other.runnable) {
			wake(other);
		}
		else {
			other.permit = true;
		}
	}

	private static void wake(SimulatedThread thread) {
		thread.runnable = true;
		thread.until = SimulatedThread.NEVER;
		thread.blocker = null;
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

	@SuppressWarnings("ReferenceEquality")
	public boolean isRunning(SimulatedThread thread) {
		return this.running == thread;
	}

	public void started(SimulatedThread thread) {
		if (thread.alive || thread.onItsWay) {
			throw new IllegalThreadStateException("started twice: " + thread);
		}
		thread.alive = true;
		thread.runnable = true;
		this.threads.add(thread);
		this.all.add(thread);
		if (thread.kind == Kind.TASK) {
			yieldBySeed();
		}
	}

	public void interrupted(SimulatedThread thread) {
		if (thread.alive) {
			wake(thread);
		}
		yieldBySeed();
	}

	public void ended(SimulatedThread thread) {
		thread.alive = false;
		this.threads.remove(thread);
		SimulatedThread next = next();
		if (next != null) {
			give(next);
		}
	}

	private void handOn(SimulatedThread self) {
		SimulatedThread next = next();
		if (next != self) {
			if (next != null) {
				give(next);
			}
			self.awaitBaton();
		}
	}

	private void give(SimulatedThread next) {
		this.running = next;
		next.giveBaton();
	}

	// Null when it is over
	private @Nullable SimulatedThread next() {
		while (this.failure == null && !this.threads.isEmpty()) {
			this.candidates.clear();
			for (SimulatedThread thread : this.threads) {
				if (thread.runnable) {
					this.candidates.add(thread);
				}
			}
			if (!this.candidates.isEmpty()) {
				SimulatedThread next = this.candidates.get(this.random.nextInt(this.candidates.size()));
				this.stepsOfDaemons = (next.kind == Kind.DAEMON) ? this.stepsOfDaemons + 1 : 0;
				if (++this.stepsAtThisTime > SPINS_AFTER) {
					failed(new AssertionError("Somebody runs on and on" + dump()));
				}
				return next;
			}
			goOn();
		}
		this.running = null;
		this.over.countDown();
		return null;
	}

	private void goOn() {
		try {
			this.onQuiet.run();
		}
		catch (Throwable ex) {
			failed(ex);
		}
		long first = SimulatedThread.NEVER;
		for (SimulatedThread thread : this.threads) {
			first = Math.min(first, thread.until);
		}
		if (first == SimulatedThread.NEVER || this.stepsOfDaemons > HANGS_AFTER) {
			failed(new AssertionError("Nobody can run any more" + dump()));
			return;
		}
		this.now = Math.max(this.now, first);
		this.stepsAtThisTime = 0;
		for (SimulatedThread thread : this.threads) {
			if (thread.until <= this.now) {
				wake(thread);
			}
		}
	}

	/**
	 * Ends the simulation where it stands; the calling thread does not return.
	 * @param cause what {@link #run} tells
	 */
	public void fail(Throwable cause) {
		failed(cause);
		handOn(self());
	}

	private void failed(Throwable cause) {
		if (this.failure == null) {
			this.failure = cause;
		}
	}

	public List<SimulatedThread> threads() {
		return this.threads;
	}

	private SimulatedThread self() {
		if (Thread.currentThread() instanceof SimulatedThread self && isRunning(self)) {
			return self;
		}
		throw new IllegalStateException("only the running thread of the simulation may do that, not "
				+ Thread.currentThread() + " beside " + this.running);
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

	private String dump() {
		StringBuilder dump = new StringBuilder().append(" after ")
			.append(elapsed())
			.append(", seed ")
			.append(this.seed);
		for (SimulatedThread thread : List.copyOf(this.threads)) {
			dump.append("\n\n\"")
				.append(thread.getName())
				.append("\" ")
				.append(thread.kind)
				.append(' ')
				.append(thread.getState());
			if (thread.blocker != null) {
				dump.append(" for ").append(thread.blocker);
			}
			for (StackTraceElement frame : thread.getStackTrace()) {
				dump.append("\n\tat ").append(frame);
			}
		}
		return dump.append('\n').toString();
	}

}
