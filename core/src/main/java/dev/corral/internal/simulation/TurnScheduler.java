package dev.corral.internal.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.simulation.SimulatedThread.Kind;

/**
 * The threads of a simulation, their clock, and whose turn it is. One thread runs at a
 * time; a random number picks the next one.
 */
final class TurnScheduler {

	/*-
	 * Whose turn it is stands in `running`. Everything else belongs to that thread, so there are no
	 * locks: the volatile write that passes the turn on publishes it.
	 *
	 * When no thread can run, the clock moves to where the first park ends. The engine's watcher
	 * looks for ever, so a program in which only daemons have run for very many such steps hangs.
	 *
	 * A failure ends the simulation where it stands. Its threads are daemons and stay in their wait
	 * for a turn that never comes.
	 */

	private static final int HANGS_AFTER = 10_000;

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

	/** How many turns there were since the clock last moved. */
	private int stepsAtThisTime;

	private Runnable onQuiet = () -> {
	};

	TurnScheduler(long seed, Random random) {
		this.seed = seed;
		this.random = random;
	}

	void onQuiet(Runnable check) {
		this.onQuiet = check;
	}

	long now() {
		return this.now;
	}

	Duration elapsed() {
		return Duration.ofNanos(this.now - 1);
	}

	List<SimulatedThread> threads() {
		return this.threads;
	}

	long liveThreads() {
		return this.all.stream().filter(Thread::isAlive).count();
	}

	// Begins with a thread that was started, and returns when the last one has ended
	void run(SimulatedThread root) {
		this.running = root;
		root.giveTurn();
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

	@SuppressWarnings("ReferenceEquality")
	boolean isRunning(SimulatedThread thread) {
		return this.running == thread;
	}

	SimulatedThread self() {
		if (Thread.currentThread() instanceof SimulatedThread self && isRunning(self)) {
			return self;
		}
		throw new IllegalStateException("only the running thread of the simulation may do that, not "
				+ Thread.currentThread() + " beside " + this.running);
	}

	void started(SimulatedThread thread) {
		if (thread.alive || thread.onItsWay) {
			throw new IllegalThreadStateException("started twice: " + thread);
		}
		thread.alive = true;
		thread.runnable = true;
		this.threads.add(thread);
		this.all.add(thread);
	}

	void ended(SimulatedThread thread) {
		thread.alive = false;
		this.threads.remove(thread);
		SimulatedThread next = next();
		if (next != null) {
			give(next);
		}
	}

	// The thread does not run again before it is woken or the time is over
	void suspend(SimulatedThread thread, Object blocker, long nanos) {
		thread.runnable = false;
		thread.until = (nanos < SimulatedThread.NEVER - this.now) ? this.now + nanos : SimulatedThread.NEVER;
		thread.blocker = blocker;
	}

	void wake(SimulatedThread thread) {
		thread.runnable = true;
		thread.until = SimulatedThread.NEVER;
		thread.blocker = null;
	}

	// Returns when it is the thread's turn again
	void passTurn(SimulatedThread self) {
		SimulatedThread next = next();
		if (next != self) {
			if (next != null) {
				give(next);
			}
			self.awaitTurn();
		}
	}

	private void give(SimulatedThread next) {
		this.running = next;
		next.giveTurn();
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
					failed(new AssertionError("A thread does not park for too long" + dump()));
				}
				return next;
			}
			moveClock();
		}
		this.running = null;
		this.over.countDown();
		return null;
	}

	private void moveClock() {
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
			failed(new AssertionError("No thread can run any more" + dump()));
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

	// Ends the simulation; the calling thread does not return
	void fail(Throwable cause) {
		failed(cause);
		passTurn(self());
	}

	private void failed(Throwable cause) {
		if (this.failure == null) {
			this.failure = cause;
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
