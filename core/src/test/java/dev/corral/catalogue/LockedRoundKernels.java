package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.corral.TaskLauncher;

/** Kernels of channels and locks with several tasks on each side. */
final class LockedRoundKernels {

	private LockedRoundKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("etcd/7492", Pattern.CHANNEL_LOCK, Etcd7492::new,
						Leak.stuck("caller", "assign").times(Etcd7492.CALLERS - 1),
						Leak.stuck("keeper", "deleteExpired"), Leak.stuck("parent", "parent")),
				Row.found("etcd/7902", Pattern.CHANNEL_LOCK, Etcd7902::new, Leak.stuck("leader", "lead"),
						Leak.stuck("follower", "awaitRound", "follow").times(2), Leak.stuck("parent", "parent")),
				Row.found("serving/2137", Pattern.CHANNEL_LOCK, Serving2137::new, Leak.stuck("request-1", "enter"),
						Leak.stuck("request-2", "perform"), Leak.stuck("parent", "answer")),
				Row.found("etcd/7443", Pattern.CHANNEL_LOCK, Etcd7443::new, Leak.stuck("up", "inform"),
						Leak.stuck("down", "takeDown"), Leak.stuck("watcher", "tearDown"),
						Leak.stuck("closer", "closeBalancer"), Leak.stuck("dialler", "dial")));
	}

	/** Tokens are sent under the lock that the only reader takes on its tick. */
	private static final class Etcd7492 extends Kernel {

		static final int CALLERS = 3;

		private final Semaphore tokens = new Semaphore(1);

		private final BlockingQueue<String> added = new ArrayBlockingQueue<>(1);

		/** The second caller has the lock, and the queue is full. */
		private final CountDownLatch twoAssign = new CountDownLatch(2);

		private final CountDownLatch done = new CountDownLatch(CALLERS);

		Etcd7492(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("keeper", this::keep);
			for (int i = 0; i < CALLERS; i++) {
				launcher.launch("caller", this::assign);
			}
			this.done.await();
		}

		private void assign() throws InterruptedException {
			this.tokens.acquire();
			this.twoAssign.countDown();
			if (this.fixed) {
				this.tokens.release();
				this.added.put("token");
			}
			else {
				this.added.put("token");
				this.tokens.release();
			}
			this.done.countDown();
		}

		private void keep() throws InterruptedException {
			this.twoAssign.await();
			deleteExpired();
			for (int i = 0; i < CALLERS; i++) {
				this.added.take();
			}
		}

		private void deleteExpired() throws InterruptedException {
			this.tokens.acquire();
			this.tokens.release();
		}

	}

	/**
	 * Followers wait under a lock for the next round, which the leader begins under it.
	 */
	private static final class Etcd7902 extends Kernel {

		private static final int FOLLOWERS = 2;

		private final Semaphore mutex = new Semaphore(1);

		private final Channel<String> nextRound = Channel.unbuffered();

		private final CountDownLatch following = new CountDownLatch(1);

		private final CountDownLatch done = new CountDownLatch(FOLLOWERS + 1);

		Etcd7902(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("leader", () -> {
				this.following.await();
				lead();
			});
			for (int i = 0; i < FOLLOWERS; i++) {
				launcher.launch("follower", this::follow);
			}
			this.done.await();
		}

		private void lead() throws InterruptedException {
			this.mutex.acquire();
			this.nextRound.close();
			this.mutex.release();
			this.done.countDown();
		}

		private void follow() throws InterruptedException {
			this.mutex.acquire();
			this.following.countDown();
			if (this.fixed) {
				this.mutex.release();
				awaitRound();
			}
			else {
				awaitRound();
				this.mutex.release();
			}
			this.done.countDown();
		}

		private void awaitRound() throws InterruptedException {
			this.nextRound.receive();
		}

	}

	/** The request that is let go waits for the slot of the one that is not. */
	private static final class Serving2137 extends Kernel {

		private final BlockingQueue<String> pending = new ArrayBlockingQueue<>(2);

		private final BlockingQueue<String> active = new ArrayBlockingQueue<>(1);

		private final CountDownLatch secondIsActive = new CountDownLatch(1);

		Serving2137(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> {
				Request first = new Request();
				Request second = new Request();
				launcher.launch("request-2", () -> {
					enter();
					this.secondIsActive.countDown();
					second.perform();
					leave();
				});
				launcher.launch("request-1", () -> {
					this.secondIsActive.await();
					enter();
					first.perform();
					leave();
				});
				first.lock.release();
				if (this.fixed) {
					second.lock.release();
				}
				first.answer();
				if (!this.fixed) {
					second.lock.release();
				}
				second.answer();
			});
		}

		private void enter() throws InterruptedException {
			this.pending.put("request");
			this.active.put("request");
		}

		private void leave() throws InterruptedException {
			this.active.take();
			this.pending.take();
		}

	}

	/** What a breaker lets through; its lock is held until it may go on. */
	private static final class Request {

		private final Semaphore lock = new Semaphore(0);

		private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);

		void perform() throws InterruptedException {
			this.lock.acquire();
			this.answers.put("performed");
		}

		void answer() throws InterruptedException {
			this.answers.take();
		}

	}

	/**
	 * Addresses are published under two locks, and a reader needs one of the two.
	 */
	private static final class Etcd7443 extends Kernel {

		private final Semaphore connection = new Semaphore(1);

		private final WriterFirstLock client = new WriterFirstLock();

		private final Semaphore balancer = new Semaphore(1);

		private final BlockingQueue<String> addresses = new ArrayBlockingQueue<>(1);

		private final CountDownLatch firstIsRead = new CountDownLatch(1);

		/** Both locks are taken, and the queue is full. */
		private final CountDownLatch full = new CountDownLatch(1);

		private final CountDownLatch closing = new CountDownLatch(1);

		Etcd7443(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("watcher", this::watch);
			launcher.launch("up", this::up);
			launcher.launch("down", () -> {
				this.full.await();
				takeDown();
			});
			launcher.launch("closer", () -> {
				this.full.await();
				close();
			});
			launcher.launch("dialler", () -> {
				this.closing.await();
				dial();
			});
		}

		private void up() throws InterruptedException {
			this.connection.acquire();
			this.balancer.acquire();
			if (this.fixed) {
				this.balancer.release();
				this.connection.release();
			}
			this.addresses.put("first");
			this.firstIsRead.await();
			this.addresses.put("second");
			this.full.countDown();
			inform();
			if (!this.fixed) {
				this.balancer.release();
				this.connection.release();
			}
		}

		private void inform() throws InterruptedException {
			this.addresses.put("third");
		}

		private void watch() throws InterruptedException {
			this.addresses.take();
			this.firstIsRead.countDown();
			this.full.await();
			tearDown();
			this.addresses.take();
			this.addresses.take();
		}

		private void tearDown() throws InterruptedException {
			this.connection.acquire();
			this.connection.release();
		}

		private void takeDown() throws InterruptedException {
			this.connection.acquire();
			this.connection.release();
		}

		private void close() throws InterruptedException {
			this.client.write();
			this.closing.countDown();
			closeBalancer();
			this.client.endWrite();
		}

		private void closeBalancer() throws InterruptedException {
			this.balancer.acquire();
			this.balancer.release();
		}

		private void dial() throws InterruptedException {
			this.client.read();
			this.client.endRead();
		}

	}

}
