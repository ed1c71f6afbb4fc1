package dev.corral.sample.lab;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Makes numbers for who reads them, until it is told to quit. Thread-safe. */
final class Fibonacci {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private int wanted;

	private boolean over;

	private long last;

	/**
	 * Makes numbers as long as there may be readers; whichever way it ends, they learn of
	 * it.
	 * @throws InterruptedException when it is told to stop by an interrupt
	 */
	void generate() throws InterruptedException {
		long next = 1;
		this.lock.lockInterruptibly();
		try {
			while (awaitReader()) {
				long sum = this.last + next;
				this.last = next;
				next = sum;
				this.wanted--;
				this.changed.signalAll();
			}
		}
		finally {
			this.over = true;
			this.changed.signalAll();
			this.lock.unlock();
		}
	}

	// One parked wait for the first of two events: a reader comes, or quit is said
	private boolean awaitReader() throws InterruptedException {
		while (this.wanted == 0 && !this.over) {
			this.changed.await();
		}
		return !this.over;
	}

	void read(int count) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			this.wanted += count;
			this.changed.signalAll();
			while (this.wanted > 0 && !this.over) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void quit() {
		this.lock.lock();
		try {
			this.over = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
