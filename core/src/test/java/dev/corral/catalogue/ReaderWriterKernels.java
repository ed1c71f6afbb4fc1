package dev.corral.catalogue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.TaskLauncher;

/** Kernels in which a second read waits behind a writer that waits for the first. */
final class ReaderWriterKernels {

	private ReaderWriterKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/3710", Pattern.READER_WRITER_READER, Cockroach3710::new,
						Leak.stuck("queue", "raftStatus"), Leak.stuck("processor", "process")),
				Row.found("cockroach/6181", Pattern.READER_WRITER_READER, Cockroach6181::new,
						Leak.stuck("client", "print", "update").times(3), Leak.stuck("parent", "parent")),
				Row.found("hugo/3251", Pattern.READER_WRITER_READER, Hugo3251::new,
						Leak.stuck("fetcher", "lock", "unlock").times(Hugo3251.FETCHERS),
						Leak.stuck("parent", "parent")),
				Row.found("kubernetes/58107", Pattern.READER_WRITER_READER, Kubernetes58107::new,
						Leak.stuck("worker", "awaitItem", "work").times(2), Leak.stuck("synchroniser", "update")));
	}

	/** A queue read-locks the store again, deep below its own lock. */
	private static final class Cockroach3710 extends Kernel {

		private final WriterFirstLock store = new WriterFirstLock();

		private final Semaphore queueMutex = new Semaphore(1);

		private final CountDownLatch reading = new CountDownLatch(1);

		Cockroach3710(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("queue", this::forceScan);
			launcher.launch("processor", () -> {
				this.reading.await();
				process();
			});
		}

		private void forceScan() throws InterruptedException {
			this.store.read();
			this.reading.countDown();
			this.store.awaitWriter();
			maybeAdd();
			this.store.endRead();
		}

		private void maybeAdd() throws InterruptedException {
			this.queueMutex.acquire();
			if (!this.fixed) {
				raftStatus();
			}
			this.queueMutex.release();
		}

		private void raftStatus() throws InterruptedException {
			this.store.read();
			this.store.endRead();
		}

		private void process() throws InterruptedException {
			this.store.write();
			this.store.endWrite();
		}

	}

	/** Printing under the read lock takes it again, and then each wants to write. */
	private static final class Cockroach6181 extends Kernel {

		private static final int CLIENTS = 3;

		private final WriterFirstLock cache = new WriterFirstLock();

		private final CountDownLatch othersRead = new CountDownLatch(CLIENTS - 1);

		private final CountDownLatch done = new CountDownLatch(CLIENTS);

		Cockroach6181(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("client", () -> {
				this.othersRead.await();
				this.cache.read();
				print();
				this.cache.endRead();
				update();
				this.done.countDown();
			});
			for (int i = 1; i < CLIENTS; i++) {
				launcher.launch("client", () -> {
					this.cache.read();
					this.othersRead.countDown();
					this.cache.awaitWriter();
					print();
					this.cache.endRead();
					update();
					this.done.countDown();
				});
			}
			this.done.await();
		}

		private void print() throws InterruptedException {
			if (!this.fixed) {
				this.cache.read();
				this.cache.endRead();
			}
		}

		private void update() throws InterruptedException {
			this.cache.write();
			this.cache.endWrite();
		}

	}

	/** The lock of a URL is awaited under the lock of the map, which unlocking needs. */
	private static final class Hugo3251 extends Kernel {

		static final int FETCHERS = 100;

		private final WriterFirstLock mapLock = new WriterFirstLock();

		private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();

		/** The holder of the URL and one who wants it have locked the map. */
		private final CountDownLatch contended = new CountDownLatch(2);

		private final CountDownLatch done = new CountDownLatch(FETCHERS);

		Hugo3251(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			for (int i = 0; i < FETCHERS; i++) {
				launcher.launch("fetcher", this::fetch);
			}
			this.done.await();
		}

		private void fetch() throws InterruptedException {
			lock("page");
			this.contended.await();
			unlock("page");
			this.done.countDown();
		}

		private void lock(String url) throws InterruptedException {
			this.mapLock.write();
			Semaphore lock = this.locks.computeIfAbsent(url, (key) -> new Semaphore(1));
			this.contended.countDown();
			if (this.fixed) {
				this.mapLock.endWrite();
				lock.acquire();
			}
			else {
				lock.acquire();
				this.mapLock.endWrite();
			}
		}

		private void unlock(String url) throws InterruptedException {
			this.mapLock.read();
			Semaphore lock = this.locks.get(url);
			if (lock != null) {
				lock.release();
			}
			this.mapLock.endRead();
		}

	}

	/** Workers wait for items under the read lock while the writer waits for them. */
	private static final class Kubernetes58107 extends Kernel {

		private final WriterFirstLock workers = new WriterFirstLock();

		private final CountDownLatch firstReads = new CountDownLatch(1);

		private final ReentrantLock queueLock = new ReentrantLock();

		private final Condition shutDown = this.queueLock.newCondition();

		private boolean over;

		Kubernetes58107(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("worker", () -> work(false));
			launcher.launch("worker", () -> work(true));
			launcher.launch("synchroniser", () -> {
				this.firstReads.await();
				update();
			});
		}

		private void work(boolean second) throws InterruptedException {
			if (this.fixed) {
				this.firstReads.countDown();
				awaitItem();
				return;
			}
			if (second) {
				this.workers.awaitWriter();
			}
			this.workers.read();
			this.firstReads.countDown();
			awaitItem();
			this.workers.endRead();
		}

		private void awaitItem() throws InterruptedException {
			this.queueLock.lockInterruptibly();
			try {
				while (!this.over) {
					this.shutDown.await();
				}
			}
			finally {
				this.queueLock.unlock();
			}
		}

		private void update() throws InterruptedException {
			this.workers.write();
			this.workers.endWrite();
			this.queueLock.lockInterruptibly();
			try {
				this.over = true;
				this.shutDown.signalAll();
			}
			finally {
				this.queueLock.unlock();
			}
		}

	}

}
