package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.TaskLauncher;

/** Kernels of wait-groups and condition variables. */
final class WaitGroupKernels {

	private WaitGroupKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/1055", Pattern.WAIT_GROUP, Cockroach1055::new,
						Leak.stuck("worker", "begin", "work").times(4), Leak.stuck("quiescer", "awaitDrained").times(2),
						Leak.stuck("parent", "parent")),
				Row.found("moby/25384", Pattern.WAIT_GROUP, Moby25384::new, Leak.stuck("parent", "restore")),
				Row.found("moby/27782", Pattern.WAIT_GROUP, Moby27782::new, Leak.stuck("watcher", "sendEvent"),
						Leak.stuck("reader", "remove")),
				Row.found("moby/29733", Pattern.WAIT_GROUP, Moby29733::new, Leak.stuck("plugin", "awaitActive"),
						Leak.stuck("parent", "parent")));
	}

	/** Two stoppers wait, under their locks, for tasks that wait for the stoppers. */
	private static final class Cockroach1055 extends Kernel {

		private final CountDownLatch done = new CountDownLatch(2);

		Cockroach1055(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			for (int i = 0; i < 2; i++) {
				Stopper stopper = new Stopper();
				launcher.launch("worker", () -> work(stopper));
				launcher.launch("worker", () -> {
					stopper.quiescing.await();
					work(stopper);
				});
				launcher.launch("quiescer", () -> {
					stopper.working.await();
					quiesce(stopper);
				});
			}
			this.done.await();
		}

		private void work(Stopper stopper) throws InterruptedException {
			begin(stopper);
			stopper.working.countDown();
			stopper.stop.await();
			stopper.drain.arriveAndDeregister();
		}

		private void begin(Stopper stopper) throws InterruptedException {
			stopper.mutex.acquire();
			stopper.drain.register();
			stopper.mutex.release();
		}

		private void quiesce(Stopper stopper) throws InterruptedException {
			stopper.mutex.acquire();
			stopper.quiescing.countDown();
			if (this.fixed) {
				stopper.mutex.release();
				stopper.stop.countDown();
				awaitDrained(stopper);
			}
			else {
				awaitDrained(stopper);
				stopper.stop.countDown();
				stopper.mutex.release();
			}
			this.done.countDown();
		}

		private void awaitDrained(Stopper stopper) throws InterruptedException {
			stopper.drain.awaitAdvanceInterruptibly(0);
		}

	}

	/** What a stopper and its workers share. */
	private static final class Stopper {

		private final Semaphore mutex = new Semaphore(1);

		private final Phaser drain = new Phaser();

		private final CountDownLatch working = new CountDownLatch(1);

		private final CountDownLatch quiescing = new CountDownLatch(1);

		private final CountDownLatch stop = new CountDownLatch(1);

	}

	/** Waits for all inside the loop that starts them one by one. */
	private static final class Moby25384 extends Kernel {

		private static final int PLUGINS = 2;

		private final CountDownLatch group = new CountDownLatch(PLUGINS);

		Moby25384(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> restore(launcher));
		}

		private void restore(TaskLauncher launcher) throws InterruptedException {
			for (int i = 0; i < PLUGINS; i++) {
				launcher.launch("plugin", this.group::countDown);
				if (!this.fixed) {
					this.group.await();
				}
			}
			this.group.await();
		}

	}

	/** A watcher sends to a reader that waits for a signal from the watcher. */
	private static final class Moby27782 extends Kernel {

		private final Channel<String> events = Channel.unbuffered();

		private final Channel<String> done = Channel.unbuffered();

		private final Channel<String> watchClosed = Channel.unbuffered();

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private boolean removed;

		Moby27782(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("reader", this::follow);
			launcher.launch("watcher", this::watch);
		}

		private void follow() throws InterruptedException {
			if (Select.first(this.events.receiving(), this.watchClosed.receiving()) == 1) {
				if (this.fixed) {
					this.done.close();
				}
				remove();
			}
		}

		private void remove() throws InterruptedException {
			this.lock.lockInterruptibly();
			try {
				while (!this.removed) {
					this.changed.await();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		private void watch() throws InterruptedException {
			this.watchClosed.send("closed");
			sendEvent();
			this.lock.lockInterruptibly();
			try {
				this.removed = true;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

		private void sendEvent() throws InterruptedException {
			Select.first(this.events.sending("write"), this.done.receiving());
		}

	}

	/** Waits until active, which nobody sets or signals. */
	private static final class Moby29733 extends Kernel {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private final CountDownLatch done = new CountDownLatch(1);

		private boolean activated;

		Moby29733(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("plugin", () -> {
				awaitActive();
				this.done.countDown();
			});
			if (this.fixed) {
				activate();
			}
			this.done.await();
		}

		private void awaitActive() throws InterruptedException {
			this.lock.lockInterruptibly();
			try {
				while (!this.activated) {
					this.changed.await();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		private void activate() throws InterruptedException {
			this.lock.lockInterruptibly();
			try {
				this.activated = true;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
