package dev.corral.internal.callback;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;

/**
 * The thread of a lane: it runs the calls, until it has nothing to do or is replaced.
 */
final class LaneLeader implements Runnable, LaneWatch.Replaced {

	private static final long LINGER = Duration.ofSeconds(10).toNanos();

	private final Lane lane;

	private final Backend backend;

	private volatile @Nullable Thread thread;

	volatile @Nullable Runnable call;

	/** When its call began, 0 while it has none. */
	volatile long busySince;

	final boolean virtual;

	/** How many calls it has started; written by its thread. */
	volatile long runs;

	/** The value of runs when a call was first seen to wait; for the watch alone. */
	long awaitedRuns = -1;

	/** When that was; for the watch. */
	long awaitedSince;

	LaneLeader(Lane lane, Backend backend, boolean virtual) {
		this.lane = lane;
		this.backend = backend;
		this.virtual = virtual;
	}

	// For tests: as a thread leaves it that dies in a call
	void planted(Thread dead, Runnable cut) {
		this.thread = dead;
		this.call = cut;
		this.busySince = 1;
	}

	boolean isDead() {
		Thread running = this.thread;
		return running != null && !running.isAlive();
	}

	void wake() {
		Thread running = this.thread;
		if (running != null) {
			this.backend.unpark(running);
		}
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		try {
			while (isLeader() && (runNext() || awaitCall())) {
				Thread.interrupted();
			}
		}
		finally {
			leave();
		}
	}

	@Override
	public @Nullable Runnable callSince(long nanos) {
		return (this.busySince == nanos) ? this.call : null;
	}

	private boolean isLeader() {
		return this.lane.leader == this;
	}

	// False when there is none
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private boolean runNext() {
		Runnable next = this.lane.calls.poll();
		if (next == null) {
			return false;
		}
		this.lane.waiting.decrementAndGet();
		this.runs++;
		this.call = next;
		this.busySince = Math.max(1, this.backend.nanoTime());
		this.lane.watch.wakeIfIdle();
		try {
			if (next instanceof LaneWatch.UserCall known && known.isUsers()) {
				CleanThread.run(this.backend, this.lane.toString(), next);
			}
			else {
				next.run();
			}
		}
		catch (Throwable ex) {
			failed(next, ex);
		}
		finally {
			this.busySince = 0;
			this.call = null;
		}
		return true;
	}

	// A call that may be repeated is not over before it returns
	private void failed(Runnable cut, Throwable thrown) {
		this.lane.watch.failed(this.lane, cut, thrown);
		if (thrown instanceof OutOfMemoryError && cut instanceof LaneWatch.RepeatableCall) {
			MemoryRetry.run(this.backend, cut);
		}
	}

	// False when there was none for long, and there is none
	private boolean awaitCall() {
		long until = this.backend.nanoTime() + LINGER;
		while (isLeader() && this.lane.calls.isEmpty()) {
			long left = until - this.backend.nanoTime();
			if (left <= 0 || this.lane.stopped || isSuperfluous()) {
				return false;
			}
			Thread.interrupted();
			this.backend.park(this.lane, left);
		}
		return true;
	}

	// A platform thread may serve the lane again
	private boolean isSuperfluous() {
		return this.virtual && this.lane.held.get() < Lane.MAX_PLATFORM;
	}

	private void leave() {
		if (!Lane.LEADER.compareAndSet(this.lane, this, null)) {
			this.lane.held.decrementAndGet();
		}
		else if (!this.lane.calls.isEmpty()) {
			this.lane.ensureRunning();
		}
	}

}
