package dev.corral;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.time.Backend;

/**
 * A number of slots, and a queue of those that wait for one, first come first served. How
 * many are taken is told by a {@link Count}. Thread-safe.
 */
final class Limiter {

	/*-
	 * Whoever gives a slot back writes `taken` and then reads `waiting`; whoever queues
	 * writes `waiting` and then looks at `taken`. One of the two sees the other, so no
	 * slot is free while somebody waits. A slot is handed over under the lock of the
	 * queue: a waiter that gives up either leaves the queue or finds itself granted, and
	 * then gives the slot back.
	 */

	/** No limit. */
	static final int UNLIMITED = 0;

	private final Backend backend;

	private final Count taken;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final Set<Ticket> queue = new LinkedHashSet<>();

	/** Size of the queue, written under the lock. */
	private volatile int waiting;

	private volatile int max;

	Limiter(Backend backend, int max) {
		this(backend, max, new Shared());
	}

	Limiter(Backend backend, int max, Count taken) {
		this.backend = backend;
		this.max = max;
		this.taken = taken;
	}

	int max() {
		return this.max;
	}

	// Lowering takes no slot back
	void max(int value) {
		this.max = value;
		this.taken.limited(value);
		grant();
	}

	boolean isFull() {
		return this.max != UNLIMITED && taken() >= this.max;
	}

	int taken() {
		return this.taken.get();
	}

	boolean isAwaited() {
		return this.waiting > 0;
	}

	// Nobody overtakes those that wait
	boolean tryTake() {
		return !isAwaited() && takeBelowMax();
	}

	private boolean takeBelowMax() {
		return this.taken.tryAdd(this.max);
	}

	void takeAbove() {
		this.taken.add();
	}

	void giveBack() {
		this.taken.remove();
		released();
	}

	// A slot has come free
	void released() {
		if (isAwaited()) {
			grant();
		}
	}

	/**
	 * Waits for a slot and takes it.
	 * @param until when to give up, {@link Long#MAX_VALUE} for never
	 * @param ended whether there is no more reason to wait; {@link #recheck()} has it
	 * asked again
	 * @return whether a slot was taken
	 */
	boolean await(long until, BooleanSupplier ended) throws InterruptedException {
		Ticket ticket = new Ticket(Thread.currentThread());
		boolean taken = false;
		try {
			enter(ticket);
			while (!ticket.granted) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				long left = (until == Long.MAX_VALUE) ? until : until - this.backend.nanoTime();
				if (left <= 0 || ended.getAsBoolean()) {
					return false;
				}
				this.backend.park(this, left);
			}
			taken = true;
			return true;
		}
		finally {
			if (!taken) {
				leave(ticket);
			}
		}
	}

	private void enter(Ticket ticket) {
		synchronized (this.lock) {
			this.queue.add(ticket);
			this.waiting = this.queue.size();
		}
		grant();
	}

	private void leave(Ticket ticket) {
		synchronized (this.lock) {
			this.queue.remove(ticket);
			this.waiting = this.queue.size();
		}
		if (ticket.granted) {
			giveBack();
		}
	}

	private void grant() {
		List<Thread> granted = new ArrayList<>();
		synchronized (this.lock) {
			while (!this.queue.isEmpty() && takeBelowMax()) {
				Ticket first = this.queue.iterator().next();
				this.queue.remove(first);
				first.granted = true;
				granted.add(first.thread);
			}
			this.waiting = this.queue.size();
		}
		granted.forEach(this.backend::unpark);
	}

	void recheck() {
		List<Thread> all = new ArrayList<>();
		synchronized (this.lock) {
			this.queue.forEach((ticket) -> all.add(ticket.thread));
		}
		all.forEach(this.backend::unpark);
	}

	/** How many slots are taken. Thread-safe. */
	interface Count {

		/**
		 * Takes a slot while there is one.
		 * @param max how many there are, {@link #UNLIMITED} for no limit
		 * @return whether it was taken
		 */
		boolean tryAdd(int max);

		/** Takes a slot whatever the limit. */
		void add();

		/** Gives a slot back. */
		void remove();

		int get();

		/**
		 * Hears of a new limit.
		 * @param max how many slots there are from now on
		 */
		void limited(int max);

	}

	/** One number that all share. */
	private static final class Shared implements Count {

		private final AtomicInteger taken = new AtomicInteger();

		@Override
		public boolean tryAdd(int max) {
			int now = this.taken.get();
			while (max == UNLIMITED || now < max) {
				if (this.taken.compareAndSet(now, now + 1)) {
					return true;
				}
				now = this.taken.get();
			}
			return false;
		}

		@Override
		public void add() {
			this.taken.incrementAndGet();
		}

		@Override
		public void remove() {
			this.taken.decrementAndGet();
		}

		@Override
		public int get() {
			return this.taken.get();
		}

		@Override
		public void limited(int max) {
			// Asked at every take
		}

	}

	/** One thread's place in the queue. */
	private static final class Ticket {

		private final Thread thread;

		/** Written under the lock. */
		private volatile boolean granted;

		private Ticket(Thread thread) {
			this.thread = thread;
		}

	}

}
