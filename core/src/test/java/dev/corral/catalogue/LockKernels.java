package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.corral.TaskLauncher;

/** Kernels in which one lock is taken twice, or is not given back. */
final class LockKernels {

	private LockKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/584", Pattern.DOUBLE_LOCK, Cockroach584::new, Leak.stuck("gossip", "manage")),
				Row.found("etcd/5509", Pattern.DOUBLE_LOCK, Etcd5509::new, Leak.stuck("client", "shutDown")),
				Row.found("etcd/6708", Pattern.DOUBLE_LOCK, Etcd6708::new, Leak.stuck("client", "fetch")),
				Row.found("grpc/795", Pattern.DOUBLE_LOCK, Grpc795::new, Leak.stuck("stopper", "stop").times(2),
						Leak.stuck("server", "serve")),
				Row.found("moby/7559", Pattern.DOUBLE_LOCK, Moby7559::new, Leak.stuck("proxy", "replyLoop")),
				Row.found("moby/36114", Pattern.DOUBLE_LOCK, Moby36114::new, Leak.stuck("service", "hotRemove")));
	}

	/** A loop is left with the lock held, and the next method takes it again. */
	private static final class Cockroach584 extends Kernel {

		private final Semaphore mutex = new Semaphore(1);

		private final boolean closed = true;

		Cockroach584(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("gossip", () -> {
				bootstrap();
				manage();
			});
		}

		private void bootstrap() throws InterruptedException {
			while (true) {
				this.mutex.acquire();
				if (this.closed) {
					if (this.fixed) {
						this.mutex.release();
					}
					return;
				}
				this.mutex.release();
			}
		}

		private void manage() throws InterruptedException {
			this.mutex.acquire();
			this.mutex.release();
		}

	}

	/** A read lock is kept by the return that says the client is closed. */
	private static final class Etcd5509 extends Kernel {

		private final WriterFirstLock lock = new WriterFirstLock();

		private boolean closed;

		Etcd5509(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("client", () -> {
				this.closed = true;
				if (!acquire()) {
					shutDown();
				}
			});
		}

		private boolean acquire() throws InterruptedException {
			this.lock.read();
			if (this.closed) {
				if (this.fixed) {
					this.lock.endRead();
				}
				return false;
			}
			this.lock.endRead();
			return true;
		}

		private void shutDown() throws InterruptedException {
			this.lock.write();
			this.lock.endWrite();
		}

	}

	/** Who holds the write lock asks, four calls deeper, for the read lock. */
	private static final class Etcd6708 extends Kernel {

		private final WriterFirstLock lock = new WriterFirstLock();

		Etcd6708(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("client", this::synchronise);
		}

		private void synchronise() throws InterruptedException {
			if (this.fixed) {
				fetch();
			}
			this.lock.write();
			try {
				setEndpoints();
			}
			finally {
				this.lock.endWrite();
			}
		}

		private void setEndpoints() throws InterruptedException {
			if (!this.fixed) {
				leader();
			}
		}

		private void leader() throws InterruptedException {
			fetch();
		}

		private void fetch() throws InterruptedException {
			this.lock.read();
			this.lock.endRead();
		}

	}

	/** Locks again where it means to unlock, so that the second and third stop hang. */
	private static final class Grpc795 extends Kernel {

		private final Semaphore mutex = new Semaphore(1);

		private final CountDownLatch stoppedTwice = new CountDownLatch(1);

		private boolean draining;

		Grpc795(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> {
				stop();
				launcher.launch("stopper", this::stop);
				launcher.launch("stopper", this::stop);
				launcher.launch("server", () -> {
					this.stoppedTwice.await();
					serve();
				});
			});
		}

		private void stop() throws InterruptedException {
			this.mutex.acquire();
			if (this.draining) {
				this.stoppedTwice.countDown();
				if (!this.fixed) {
					this.mutex.acquire();
				}
				this.mutex.release();
				return;
			}
			this.draining = true;
			this.mutex.release();
		}

		private void serve() throws InterruptedException {
			this.mutex.acquire();
			this.mutex.release();
		}

	}

	/** A failed dial goes on with the next round without unlocking. */
	private static final class Moby7559 extends Kernel {

		private final Semaphore mutex = new Semaphore(1);

		Moby7559(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("proxy", this::replyLoop);
		}

		private void replyLoop() throws InterruptedException {
			for (int round = 0; round < 3; round++) {
				this.mutex.acquire();
				if (!dial(round)) {
					if (this.fixed) {
						this.mutex.release();
					}
					continue;
				}
				this.mutex.release();
			}
		}

		private static boolean dial(int round) {
			return round > 0;
		}

	}

	/** A method calls another that takes the same lock. */
	private static final class Moby36114 extends Kernel {

		private final Semaphore mutex = new Semaphore(1);

		Moby36114(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("service", this::hotAdd);
		}

		private void hotAdd() throws InterruptedException {
			this.mutex.acquire();
			try {
				if (this.fixed) {
					remove();
				}
				else {
					hotRemove();
				}
			}
			finally {
				this.mutex.release();
			}
		}

		private void hotRemove() throws InterruptedException {
			this.mutex.acquire();
			remove();
			this.mutex.release();
		}

		private void remove() {
		}

	}

}
