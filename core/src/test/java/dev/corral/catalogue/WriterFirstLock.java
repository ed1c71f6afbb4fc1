package dev.corral.catalogue;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A read-write lock as Go has it: a reader waits behind a waiting writer, even when its
 * own thread reads already. Thread-safe.
 */
final class WriterFirstLock {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private int readers;

	private int waitingWriters;

	private boolean writing;

	void read() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.writing || this.waitingWriters > 0) {
				this.changed.await();
			}
			this.readers++;
		}
		finally {
			this.lock.unlock();
		}
	}

	void endRead() {
		this.lock.lock();
		try {
			this.readers--;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void write() throws InterruptedException {
		this.lock.lock();
		try {
			this.waitingWriters++;
			this.changed.signalAll();
			try {
				while (this.writing || this.readers > 0) {
					this.changed.await();
				}
				this.writing = true;
			}
			finally {
				this.waitingWriters--;
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void endWrite() {
		this.lock.lock();
		try {
			this.writing = false;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	// For a holder that wants a writer to come between: until one waits
	void awaitWriter() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.waitingWriters == 0) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
