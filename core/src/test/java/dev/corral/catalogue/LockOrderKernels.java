package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.corral.TaskLauncher;

/** Kernels in which two locks are taken in both orders. */
final class LockOrderKernels {

	private LockOrderKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/7504", Pattern.LOCK_ORDER, Cockroach7504::new,
						Leak.stuck("acquirer", "acquireLease"), Leak.stuck("releaser", "removeName")),
				Row.found("kubernetes/13135", Pattern.LOCK_ORDER, Kubernetes13135::new,
						Leak.stuck("reflector", "resynchronise"), Leak.stuck("adder", "onEvent")),
				Row.found("kubernetes/30872", Pattern.LOCK_ORDER, Kubernetes30872::new,
						Leak.stuck("controller", "addCluster"), Leak.stuck("deliverer", "hasSynced"),
						Leak.stuck("stopper", "stop")));
	}

	/** Code that takes two locks, and waits in between until the other task has one. */
	private abstract static class TwoSides extends Kernel {

		private final CountDownLatch bothHold = new CountDownLatch(2);

		TwoSides(boolean fixed) {
			super(fixed);
		}

		// In one order of locks the other task could not come here
		final void meet() throws InterruptedException {
			if (!this.fixed) {
				this.bothHold.countDown();
				this.bothHold.await();
			}
		}

	}

	/**
	 * Acquire takes the names and then the lease; release the lease and then the names.
	 */
	private static final class Cockroach7504 extends TwoSides {

		private final Semaphore lease = new Semaphore(1);

		private final Semaphore names = new Semaphore(1);

		private final Semaphore table = new Semaphore(1);

		Cockroach7504(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("acquirer", this::acquire);
			launcher.launch("releaser", this::giveUp);
		}

		private void acquire() throws InterruptedException {
			this.names.acquire();
			meet();
			acquireLease();
			this.names.release();
		}

		private void acquireLease() throws InterruptedException {
			this.lease.acquire();
			this.lease.release();
		}

		private void giveUp() throws InterruptedException {
			this.table.acquire();
			if (this.fixed) {
				removeName();
			}
			this.lease.acquire();
			meet();
			if (!this.fixed) {
				removeName();
			}
			this.lease.release();
			this.table.release();
		}

		private void removeName() throws InterruptedException {
			this.names.acquire();
			this.names.release();
		}

	}

	/** A reflector holds the cacher and wants the watch cache; an event the reverse. */
	private static final class Kubernetes13135 extends TwoSides {

		private final Semaphore cacher = new Semaphore(1);

		private final Semaphore watchCache = new Semaphore(1);

		private final CountDownLatch replaced = new CountDownLatch(1);

		Kubernetes13135(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("reflector", this::listAndWatch);
			launcher.launch("adder", this::add);
		}

		private void listAndWatch() throws InterruptedException {
			this.cacher.acquire();
			this.watchCache.acquire();
			this.cacher.release();
			this.watchCache.release();
			this.replaced.countDown();
			if (this.fixed) {
				resynchronise();
				return;
			}
			this.cacher.acquire();
			meet();
			resynchronise();
			this.cacher.release();
		}

		private void resynchronise() throws InterruptedException {
			this.watchCache.acquire();
			this.watchCache.release();
		}

		private void add() throws InterruptedException {
			this.replaced.await();
			this.watchCache.acquire();
			meet();
			onEvent();
			this.watchCache.release();
		}

		private void onEvent() throws InterruptedException {
			this.cacher.acquire();
			this.cacher.release();
		}

	}

	/**
	 * The informer asks the queue under its lock, and the queue calls it under its own.
	 */
	private static final class Kubernetes30872 extends TwoSides {

		private final Semaphore informer = new Semaphore(1);

		private final Semaphore queue = new Semaphore(1);

		private final CountDownLatch delivering = new CountDownLatch(1);

		Kubernetes30872(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("controller", this::pop);
			launcher.launch("deliverer", this::deliver);
			launcher.launch("stopper", () -> {
				this.delivering.await();
				stop();
			});
		}

		private void pop() throws InterruptedException {
			this.queue.acquire();
			meet();
			if (this.fixed) {
				this.queue.release();
				addCluster();
				return;
			}
			addCluster();
			this.queue.release();
		}

		private void addCluster() throws InterruptedException {
			this.informer.acquire();
			this.informer.release();
		}

		private void deliver() throws InterruptedException {
			this.informer.acquire();
			this.delivering.countDown();
			meet();
			hasSynced();
			this.informer.release();
		}

		private void hasSynced() throws InterruptedException {
			this.queue.acquire();
			this.queue.release();
		}

		private void stop() throws InterruptedException {
			this.informer.acquire();
			hasSynced();
			this.informer.release();
		}

	}

}
