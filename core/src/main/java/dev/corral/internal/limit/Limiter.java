package dev.corral.internal.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.util.LinkedElements;

/**
 * A limited number of slots, with a queue of waiting threads, first come first served. A
 * {@link Count} counts how many are taken. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class Limiter {

	/*-
	 * A thread that gives a slot back writes `taken` and then reads `waiting`. A thread that
	 * queues writes `waiting` and then reads `taken` (Dekker's pattern). At least one sees the
	 * other, so no slot stays free while a thread waits. To hand a slot over, a thread takes it and then
	 * marks the first waiter under the lock of the queue. When that is empty by then, it
	 * puts the slot back and reads `waiting` again. A waiter that gives up either leaves the
	 * queue or finds itself granted, and then gives the slot back.
	 */

	/** No limit. */
	public static final int UNLIMITED = 0;

	private final Backend backend;

	private final Count taken;

	private final SpinLock lock = new SpinLock();

	@GuardedBy("lock")
	private final LinkedElements<Ticket> queue = new LinkedElements<>();

	@GuardedBy("lock")
	private int length;

	/** The length, to be read without the lock. */
	private volatile int waiting;

	private volatile int max;

	public Limiter(Backend backend, int max) {
		this(backend, max, new Shared());
	}

	public Limiter(Backend backend, int max, Count taken) {
		this.backend = backend;
		this.max = max;
		this.taken = taken;
	}

	public int max() {
		return this.max;
	}

	// Lowering takes no slot back
	public void max(int value) {
		this.max = value;
		this.taken.limited(value);
		grant();
	}

	public boolean isFull() {
		return this.max != UNLIMITED && taken() >= this.max;
	}

	public int taken() {
		return this.taken.get();
	}

	// The same for a launch that was just refused: does not count again
	public int takenWhenRefused() {
		return Math.max(this.max, this.taken.whenRefused());
	}

	public boolean isAwaited() {
		return this.waiting > 0;
	}

	// Does not overtake threads that wait
	public boolean tryTake() {
		return !isAwaited() && takeBelowMax();
	}

	private boolean takeBelowMax() {
		return this.taken.tryAdd(this.max);
	}

	public void takeAbove() {
		this.taken.add();
	}

	public void giveBack() {
		this.taken.remove();
		released();
	}

	// A slot has come free
	public void released() {
		if (isAwaited()) {
			grant();
		}
	}

	/**
	 * Waits for a slot and takes it.
	 * @param until when to give up, {@link Long#MAX_VALUE} for never
	 * @param ended whether the wait shall end; checked again after {@link #recheck()}
	 * @return whether a slot was taken
	 */
	public boolean await(long until, BooleanSupplier ended) throws InterruptedException {
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
		this.lock.lock();
		try {
			this.queue.add(ticket);
			this.length++;
			this.waiting = this.length;
		}
		finally {
			this.lock.held = 0;
		}
		grant();
	}

	private void leave(Ticket ticket) {
		boolean granted;
		this.lock.lock();
		try {
			granted = ticket.granted;
			unlink(ticket);
		}
		finally {
			this.lock.held = 0;
		}
		if (granted) {
			giveBack();
		}
	}

	@GuardedBy("lock")
	private void unlink(Ticket ticket) {
		if (this.queue.remove(ticket)) {
			this.length--;
			this.waiting = this.length;
		}
	}

	// Takes a slot first and then looks for a thread to give it to: no lock is held
	// while the slots are counted
	private void grant() {
		while (this.waiting > 0 && takeBelowMax()) {
			Thread thread = handOver();
			if (thread != null) {
				this.backend.unpark(thread);
			}
			else {
				this.taken.remove();
			}
		}
	}

	// To the first in the queue; null when there is none any more
	private @Nullable Thread handOver() {
		this.lock.lock();
		try {
			Ticket ticket = this.queue.first();
			if (ticket == null) {
				return null;
			}
			unlink(ticket);
			ticket.granted = true;
			return ticket.thread;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Each waiting thread checks again whether it may go on waiting
	public void recheck() {
		List<Thread> all = new ArrayList<>();
		this.lock.lock();
		try {
			for (Ticket ticket = this.queue.first(); ticket != null; ticket = ticket.after()) {
				all.add(ticket.thread);
			}
		}
		finally {
			this.lock.held = 0;
		}
		all.forEach(this.backend::unpark);
	}

	/** How many slots are taken. Thread-safe. */
	public interface Count {

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
		 * How many are taken, for a caller that was just refused one.
		 * @return a number that is cheap to get, 0 when that is not known
		 */
		int whenRefused();

		/**
		 * Called when the limit has changed.
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
		public int whenRefused() {
			return get();
		}

		@Override
		public void limited(int max) {
			// Asked at every take
		}

	}

	/** A waiting thread in the queue. */
	private static final class Ticket extends LinkedElements.Element<Ticket> {

		private final Thread thread;

		/** Written under the lock. */
		private volatile boolean granted;

		private Ticket(Thread thread) {
			this.thread = thread;
		}

	}

}
