package dev.corral;

import java.time.Duration;
import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.time.Backend;

/**
 * The pending deadlines of tasks and scopes, and the one thread that waits for the
 * earliest. It runs no user code: what is due only decides.
 */
final class Deadlines implements Runnable {

	/*-
	 * A task with a timeout costs a read of `wake` at its start and nothing more, as long
	 * as it ends before anybody needs its deadline. The thread wakes at the earliest due
	 * time it was told of; only then does it sweep the stripes, and of what was launched
	 * since the last sweep only the survivors enter the heap.
	 *
	 * No deadline is missed: the thread first raises `wake`, then sweeps. A task linked
	 * before the sweep comes by is seen by it (not begun yet: entered no later than it can
	 * be due, and entered again when that comes). One linked after it reads the raised
	 * `wake` when it begins, and lowers it.
	 *
	 * An entry is taken back by whoever settles: entering writes the place in the heap and
	 * then asks isOver(), settling makes isOver() true and then reads the place. One of
	 * the two sees the other.
	 */

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int BATCH = 256;

	/** Nanoseconds after which a look that failed is made again. */
	private static final long RETRY = Duration.ofSeconds(1).toNanos();

	private final Backend backend;

	private final Registry registry;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final DeadlineHeap heap = new DeadlineHeap();

	@GuardedBy("lock")
	private boolean stopped;

	private volatile @Nullable Thread thread;

	/** No deadline is earlier than this; lowered under the lock. */
	private volatile long wake = Long.MAX_VALUE;

	/** What was swept and has not entered the heap yet; used by the thread alone. */
	private List<SupervisedTask<?>> batch = List.of();

	/** How much of the batch is done. */
	private int taken;

	Deadlines(Backend backend, Registry registry) {
		this.backend = backend;
		this.registry = registry;
	}

	// By a beginning task: makes sure that somebody looks by then
	void announce(long due) {
		if (due < this.wake) {
			synchronized (this.lock) {
				lowerWake(due);
			}
		}
	}

	void put(Timed timed, long due) {
		synchronized (this.lock) {
			enter(timed, due);
			lowerWake(due);
		}
	}

	@GuardedBy("lock")
	private void enter(Timed timed, long due) {
		this.heap.put(timed, due);
		if (timed.isOver()) {
			this.heap.remove(timed);
		}
	}

	@GuardedBy("lock")
	private void lowerWake(long due) {
		if (due >= this.wake || this.stopped) {
			return;
		}
		this.wake = due;
		Thread waiting = this.thread;
		if (waiting == null) {
			this.thread = this.backend.startDaemon("corral-deadlines", this);
		}
		else {
			this.backend.unpark(waiting);
		}
	}

	void remove(Timed timed) {
		if (timed.heapIndex() != 0) {
			synchronized (this.lock) {
				this.heap.remove(timed);
			}
		}
	}

	boolean isCurrentThread() {
		return Thread.currentThread() == this.thread;
	}

	int size() {
		synchronized (this.lock) {
			return this.heap.size();
		}
	}

	void stop() {
		synchronized (this.lock) {
			this.stopped = true;
			Thread waiting = this.thread;
			if (waiting != null) {
				this.backend.unpark(waiting);
			}
		}
	}

	@Override
	public void run() {
		while (true) {
			long wait;
			synchronized (this.lock) {
				if (this.stopped) {
					return;
				}
				wait = this.wake - this.backend.nanoTime();
				if (wait <= 0) {
					this.wake = Long.MAX_VALUE;
				}
			}
			if (wait > 0) {
				this.backend.park(this, (this.wake != Long.MAX_VALUE) ? wait : Long.MAX_VALUE);
				continue;
			}
			try {
				sweep();
				expireDue();
			}
			catch (Throwable ex) {
				Quietly.run(() -> logger.error("A look at the deadlines failed; the next one makes up for it", ex));
				wakeAgainSoon();
			}
			synchronized (this.lock) {
				Timed first = this.heap.first();
				if (first != null && first.due() < this.wake) {
					this.wake = first.due();
				}
			}
		}
	}

	private void wakeAgainSoon() {
		synchronized (this.lock) {
			this.wake = Math.min(this.wake, this.backend.nanoTime() + RETRY);
		}
	}

	// What a failure has left of a batch comes first
	private void sweep() {
		takeBatch();
		for (int stripe = 0; stripe < Registry.stripes(); stripe++) {
			do {
				this.batch = this.registry.sweep(stripe, BATCH);
			}
			while (takeBatch() == BATCH);
		}
	}

	private int takeBatch() {
		int size = this.batch.size();
		while (this.taken < size) {
			SupervisedTask<?> task = this.batch.get(this.taken);
			if (task.timeoutNanos() != 0 && !task.isDone()) {
				enterSwept(task);
			}
			this.taken++;
		}
		this.batch = List.of();
		this.taken = 0;
		return size;
	}

	private void enterSwept(SupervisedTask<?> task) {
		synchronized (this.lock) {
			if (task.heapIndex() == 0) {
				enter(task, task.timeoutDue(this.backend.nanoTime()));
			}
		}
	}

	private void expireDue() {
		for (Timed due = pollDue(); due != null; due = pollDue()) {
			try {
				due.expire();
			}
			catch (Throwable ex) {
				Timed failed = due;
				Quietly.run(() -> logger.error("Ending {} at its deadline failed", failed, ex));
			}
		}
	}

	private @Nullable Timed pollDue() {
		synchronized (this.lock) {
			Timed first = this.heap.first();
			if (first == null || first.due() > this.backend.nanoTime()) {
				return null;
			}
			this.heap.remove(first);
			return first;
		}
	}

}
