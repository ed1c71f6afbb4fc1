package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.corral.TaskLauncher;

/** Kernels in which a lock is taken twice through a callback, a timer or a once. */
final class NestedLockKernels {

	private NestedLockKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/16167", Pattern.DOUBLE_LOCK, Cockroach16167::new,
						Leak.stuck("executor", "prepare"), Leak.stuck("updater", "update")),
				Row.found("grpc/3017", Pattern.DOUBLE_LOCK, Grpc3017::new, Leak.stuck("timer", "expire"),
						Leak.stuck("connections", "remove"), Leak.stuck("parent", "parent")),
				Row.found("hugo/5379", Pattern.DOUBLE_LOCK, Hugo5379::new,
						Leak.stuck("page", "content", "initialisePlain").times(2), Leak.stuck("parent", "parent")));
	}

	/** A read lock is taken again further down, and a writer came between. */
	private static final class Cockroach16167 extends Kernel {

		private final WriterFirstLock lock = new WriterFirstLock();

		private final CountDownLatch reading = new CountDownLatch(1);

		Cockroach16167(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("executor", this::execute);
			launcher.launch("updater", () -> {
				this.reading.await();
				update();
			});
		}

		private void execute() throws InterruptedException {
			this.lock.read();
			this.reading.countDown();
			this.lock.awaitWriter();
			if (!this.fixed) {
				prepare();
			}
			this.lock.endRead();
		}

		private void prepare() throws InterruptedException {
			this.lock.read();
			this.lock.endRead();
		}

		private void update() throws InterruptedException {
			this.lock.write();
			this.lock.endWrite();
		}

	}

	/** A timer that was to be aborted returns without unlocking. */
	private static final class Grpc3017 extends Kernel {

		private static final int ROUNDS = 100;

		private final Semaphore mutex = new Semaphore(1);

		private final CountDownLatch aborting = new CountDownLatch(1);

		private final CountDownLatch expired = new CountDownLatch(1);

		private final CountDownLatch done = new CountDownLatch(1);

		private boolean abortDeleting;

		Grpc3017(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("connections", () -> useConnections(launcher));
			this.done.await();
		}

		private void useConnections(TaskLauncher launcher) throws InterruptedException {
			for (int round = 0; round < ROUNDS; round++) {
				remove(launcher);
				create();
				this.expired.await();
			}
			this.done.countDown();
		}

		private void remove(TaskLauncher launcher) throws InterruptedException {
			this.mutex.acquire();
			launcher.launch("timer", this::expire);
			launcher.launch("timer", this::expire);
			this.mutex.release();
		}

		private void create() throws InterruptedException {
			this.mutex.acquire();
			this.abortDeleting = true;
			this.mutex.release();
			this.aborting.countDown();
		}

		private void expire() throws InterruptedException {
			this.aborting.await();
			this.mutex.acquire();
			if (this.abortDeleting) {
				if (this.fixed) {
					this.mutex.release();
				}
				this.expired.countDown();
				return;
			}
			this.mutex.release();
		}

	}

	/** A once that runs under a lock runs another once that takes the lock. */
	private static final class Hugo5379 extends Kernel {

		private static final int PAGES = 2;

		private final Semaphore contentMutex = new Semaphore(1);

		private final Once main = new Once();

		private final Once plain = new Once();

		private final CountDownLatch done = new CountDownLatch(PAGES);

		Hugo5379(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			for (int i = 0; i < PAGES; i++) {
				launcher.launch("page", this::content);
			}
			this.done.await();
		}

		private void content() throws Exception {
			this.main.run(this::initialiseMain);
			this.done.countDown();
		}

		private void initialiseMain() throws Exception {
			this.contentMutex.acquire();
			renderShortcode();
			this.contentMutex.release();
		}

		private void renderShortcode() throws Exception {
			this.plain.run(this::initialisePlain);
		}

		private void initialisePlain() throws InterruptedException {
			if (!this.fixed) {
				this.contentMutex.acquire();
				this.contentMutex.release();
			}
		}

	}

}
