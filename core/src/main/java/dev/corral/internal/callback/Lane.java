package dev.corral.internal.callback;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.util.VarHandles;

/**
 * Runs calls that may block, one after another, on a daemon thread of its own. A call
 * that takes too long keeps its thread, and another thread goes on with the next call.
 * Thread-safe.
 */
public final class Lane {

	/*-
	 *  execute ──> calls ──> leader ──> runs one call at a time
	 *                           │
	 *                           └── replaced by LaneWatch when one call lasts longer than `timeLimit`:
	 *                               it finishes that call and ends
	 *
	 * A thread that adds a call then wakes the leader, or starts one. A leader that has had nothing
	 * to do for a while steps down, and then checks the queue again.
	 *
	 * The first replacements are platform threads, because virtual ones do not run while spinning
	 * bodies hold every carrier; later ones are virtual, because each costs a stack otherwise.
	 * A virtual leader that does not run while a call waits is replaced too, and one that idles
	 * ends as soon as platform threads are free.
	 */

	/** The maximum number of replaced threads that are platform threads. */
	static final int MAX_PLATFORM = 32;

	static final VarHandle LEADER = VarHandles.of(MethodHandles.lookup(), "leader", LaneLeader.class);

	private final Backend backend;

	private final String name;

	final LaneWatch watch;

	/** How long a call may last, in nanoseconds, while no earlier one is still held. */
	private final long timeLimit;

	/** The same while an earlier call is still held. */
	private final long timeLimitWhenHeld;

	/** How many calls may be held at once; then the lane stands still. */
	private final int maxHeld;

	final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();

	final AtomicInteger waiting = new AtomicInteger();

	final AtomicInteger held = new AtomicInteger();

	volatile @Nullable LaneLeader leader;

	volatile boolean stopped;

	public Lane(Backend backend, String name, LaneWatch watch, Duration timeLimit, Duration timeLimitWhenHeld,
			int maxHeld) {
		this.backend = backend;
		this.name = name;
		this.watch = watch;
		this.timeLimit = timeLimit.toNanos();
		this.timeLimitWhenHeld = timeLimitWhenHeld.toNanos();
		this.maxHeld = maxHeld;
		watch.add(this);
	}

	public void execute(Runnable call) {
		add(call);
		ensureRunning();
	}

	// Wakes no thread, so that it may be called under a lock
	void add(Runnable call) {
		this.calls.add(call);
		this.waiting.incrementAndGet();
	}

	// How many calls wait, about
	int waiting() {
		return this.waiting.get();
	}

	// How many threads were replaced and have not ended
	public int held() {
		return this.held.get();
	}

	// Whether any number of calls may be held
	boolean replacesAll() {
		return this.maxHeld == Integer.MAX_VALUE;
	}

	public boolean isIdle() {
		LaneLeader current = this.leader;
		return this.calls.isEmpty() && (current == null || current.busySince == 0);
	}

	// Whether calls wait and no thread could be started for them
	boolean lacksThread() {
		return this.leader == null && !this.calls.isEmpty();
	}

	// What is waiting is still run; then the thread ends
	public void stop() {
		this.stopped = true;
		LaneLeader current = this.leader;
		if (current != null) {
			current.wake();
		}
	}

	// Wakes the leader, or starts one when there is none. When that fails, the next call
	// tries again
	void ensureRunning() {
		LaneLeader current = this.leader;
		if (current != null && current.isDead()) {
			this.watch.wake();
		}
		else if (current != null) {
			current.wake();
			if (current.virtual) {
				this.watch.wakeIfIdle();
			}
		}
		else if (!this.calls.isEmpty()) {
			startLaneLeader();
		}
	}

	private void startLaneLeader() {
		LaneLeader fresh = null;
		boolean started = false;
		try {
			fresh = new LaneLeader(this, this.backend, this.held.get() >= MAX_PLATFORM);
			if (!LEADER.compareAndSet(this, null, fresh)) {
				ensureRunning();
				return;
			}
			if (fresh.virtual) {
				this.backend.newTaskThread(this.name, false, fresh).start();
			}
			else {
				this.backend.startDaemon(this.name, fresh);
			}
			started = true;
		}
		catch (Throwable ex) {
			// No memory or no native thread: the watch tries again
		}
		finally {
			if (!started && fresh != null && LEADER.compareAndSet(this, fresh, null)) {
				this.watch.wake();
			}
			else if (fresh == null) {
				this.watch.wake();
			}
		}
	}

	/**
	 * Replaces a leader whose call has lasted too long.
	 * @param now the time
	 * @return in how many nanoseconds to check again, {@link Long#MAX_VALUE} when nothing
	 * runs
	 */
	long replaceIfHeld(long now) {
		LaneLeader current = this.leader;
		if (current == null) {
			ensureRunning();
			return (this.leader != null || this.calls.isEmpty()) ? Long.MAX_VALUE : LaneWatch.RETRY;
		}
		if (current.isDead()) {
			return replaceDead(current);
		}
		long since = current.busySince;
		if (since == 0) {
			return (current.virtual && !this.calls.isEmpty()) ? replaceUnscheduled(current, now) : Long.MAX_VALUE;
		}
		long left = since + ((this.held.get() > 0) ? this.timeLimitWhenHeld : this.timeLimit) - now;
		if (left > 0) {
			return left;
		}
		if (this.held.get() >= this.maxHeld) {
			return LaneWatch.RETRY;
		}
		Runnable call = current.call;
		this.held.incrementAndGet();
		if (current.busySince != since || !LEADER.compareAndSet(this, current, null)) {
			this.held.decrementAndGet();
			return this.timeLimitWhenHeld;
		}
		startLaneLeader();
		if (call instanceof LaneWatch.HeldCall blocked) {
			blocked.onHeld();
		}
		else {
			this.watch.held(this, since, current);
		}
		return this.timeLimitWhenHeld;
	}

	// Its thread has died without leaving, see HelperThread. A call that it was cut off
	// in
	// is run again if it may be
	private long replaceDead(LaneLeader dead) {
		if (dead.call instanceof LaneWatch.RepeatableCall cut) {
			add(cut);
		}
		if (LEADER.compareAndSet(this, dead, null)) {
			ensureRunning();
		}
		return LaneWatch.RETRY;
	}

	// A virtual leader runs only when it gets a carrier. When spinning bodies hold all
	// carriers, a platform thread takes over, or the calls wait until one is free
	private long replaceUnscheduled(LaneLeader current, long now) {
		long runs = current.runs;
		if (current.awaitedRuns != runs) {
			current.awaitedRuns = runs;
			current.awaitedSince = now;
		}
		long left = current.awaitedSince + this.timeLimit - now;
		if (left > 0) {
			return left;
		}
		if (this.held.get() >= MAX_PLATFORM - 1) {
			return LaneWatch.RETRY;
		}
		this.held.incrementAndGet();
		if (current.busySince != 0 || !LEADER.compareAndSet(this, current, null)) {
			this.held.decrementAndGet();
			return this.timeLimitWhenHeld;
		}
		startLaneLeader();
		return this.timeLimitWhenHeld;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
