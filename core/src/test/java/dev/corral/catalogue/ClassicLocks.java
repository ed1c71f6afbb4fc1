package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.TaskLauncher;

/** The classic case of a lock that is never released, in its two kinds. */
final class ClassicLocks {

	private ClassicLocks() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("lock-never-released", Pattern.CLASSIC, LockNeverReleased::new,
						Leak.stuck("second", "second")),
				Row.found("lock-never-released (monitor)", Pattern.CLASSIC, MonitorNeverReleased::new,
						Leak.stuck("holder", "hold"),
						Leak.stuck("second", "second").unprovableBecause("it waits on a monitor").heldFast()));
	}

	/** The first of two tasks forgets to unlock. */
	private static final class LockNeverReleased extends Kernel {

		private final ReentrantLock lock = new ReentrantLock();

		private final CountDownLatch held = new CountDownLatch(1);

		LockNeverReleased(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("first", this::first);
			launcher.launch("second", this::second);
		}

		private void first() throws InterruptedException {
			this.lock.lockInterruptibly();
			try {
				this.held.countDown();
			}
			finally {
				if (this.fixed) {
					this.lock.unlock();
				}
			}
		}

		private void second() throws InterruptedException {
			this.held.await();
			this.lock.lockInterruptibly();
			this.lock.unlock();
		}

	}

	/** A monitor is held by a task that waits for ever. */
	private static final class MonitorNeverReleased extends Kernel {

		private final Object monitor = new Object();

		private final CountDownLatch held = new CountDownLatch(1);

		MonitorNeverReleased(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("holder", this::hold);
			launcher.launch("second", this::second);
		}

		private void hold() throws InterruptedException {
			synchronized (this.monitor) {
				this.held.countDown();
				new CountDownLatch(this.fixed ? 0 : 1).await();
			}
		}

		private void second() throws InterruptedException {
			this.held.await();
			synchronized (this.monitor) {
				this.held.countDown();
			}
		}

	}

}
