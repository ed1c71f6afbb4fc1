package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import dev.corral.Task;
import dev.corral.TaskLauncher;

/** Micro cases of locks and conditions. */
final class MicroLocks {

	private static final int COPIES = 1000;

	private MicroLocks() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("lock taken twice (1000 copies)", Pattern.MICRO, LockTakenTwice::new,
						Leak.stuck("copy", "lockAgain").times(COPIES)),
				Row.found("write lock, then read lock by a helper", Pattern.MICRO, ReadByHelper::new,
						Leak.stuck("writer", "write"), Leak.stuck("helper", "read")),
				Row.found("condition never signalled", Pattern.MICRO, NeverSignalled::new,
						Leak.stuck("waiter", "await")));
	}

	/** Takes a lock that it holds, many times over. */
	private static final class LockTakenTwice extends Kernel {

		LockTakenTwice(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			for (int i = 0; i < COPIES; i++) {
				launcher.launch("copy", () -> {
					Semaphore mutex = new Semaphore(1);
					mutex.acquire();
					if (this.fixed) {
						mutex.release();
					}
					lockAgain(mutex);
				});
			}
		}

		private static void lockAgain(Semaphore mutex) throws InterruptedException {
			mutex.acquire();
			mutex.release();
		}

	}

	/** Waits under the write lock for a helper that wants to read. */
	private static final class ReadByHelper extends Kernel {

		private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

		ReadByHelper(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("writer", () -> write(launcher));
		}

		private void write(TaskLauncher launcher) throws InterruptedException {
			this.lock.writeLock().lockInterruptibly();
			Task<?> helper;
			try {
				helper = launcher.launch("helper", this::read);
				if (!this.fixed) {
					helper.join();
				}
			}
			finally {
				this.lock.writeLock().unlock();
			}
			helper.join();
		}

		private void read() throws InterruptedException {
			this.lock.readLock().lockInterruptibly();
			this.lock.readLock().unlock();
		}

	}

	/** Waits for a condition that nobody signals. */
	private static final class NeverSignalled extends Kernel {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private final CountDownLatch waiting = new CountDownLatch(1);

		private boolean ready;

		NeverSignalled(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("waiter", this::await);
			launcher.launch("signaller", this::makeReady);
		}

		private void await() throws InterruptedException {
			this.lock.lockInterruptibly();
			try {
				this.waiting.countDown();
				while (!this.ready) {
					this.changed.await();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		private void makeReady() throws InterruptedException {
			this.waiting.await();
			this.lock.lockInterruptibly();
			try {
				this.ready = true;
				if (this.fixed) {
					this.changed.signalAll();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
