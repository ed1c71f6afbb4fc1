package dev.corral.sample.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.TaskLauncher;

/** Tasks that wait for what never comes. */
final class BlockedScenarios {

	private BlockedScenarios() {
	}

	/** Takes from a queue into which nobody puts; fixed, somebody does. */
	static final class ReceiveWithoutSend implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			BlockingQueue<String> mails = new LinkedBlockingQueue<>();
			return List.of(tasks.launch(name, () -> mails.take()).id());
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			BlockingQueue<String> mails = new LinkedBlockingQueue<>();
			long id = tasks.launch(name, () -> mails.take()).id();
			mails.add("hello");
			return List.of(id);
		}

	}

	/** Hands over to a caller that has gone; fixed, the caller takes everything. */
	static final class SendWithoutReceive implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) throws InterruptedException {
			SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
			long id = tasks.launch(name, () -> generate(numbers)).id();
			numbers.take();
			return List.of(id);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) throws InterruptedException {
			SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
			long id = tasks.launch(name, () -> generate(numbers)).id();
			for (int i = 0; i < 3; i++) {
				numbers.take();
			}
			return List.of(id);
		}

		private static void generate(SynchronousQueue<Integer> numbers) throws InterruptedException {
			for (int i = 0; i < 3; i++) {
				numbers.put(i);
			}
		}

	}

	/**
	 * Waits for a reader or for quit, and hears of neither; fixed, somebody says quit.
	 */
	static final class SelectAllBlocked implements Scenario {

		private static final int READ = 10;

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			Fibonacci numbers = new Fibonacci();
			long id = tasks.launch(name, numbers::generate).id();
			numbers.read(READ);
			return List.of(id);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			Fibonacci numbers = new Fibonacci();
			long id = tasks.launch(name, numbers::generate).id();
			numbers.read(READ);
			numbers.quit();
			return List.of(id);
		}

	}

	/** One parked wait for the first of two events. */
	private static final class Fibonacci {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private int wanted;

		private boolean over;

		private long last;

		void generate() throws InterruptedException {
			long next = 1;
			this.lock.lockInterruptibly();
			try {
				while (true) {
					while (this.wanted == 0 && !this.over) {
						this.changed.await();
					}
					if (this.over) {
						return;
					}
					this.wanted--;
					long sum = this.last + next;
					this.last = next;
					next = sum;
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		void read(int count) {
			this.lock.lock();
			try {
				this.wanted += count;
				this.changed.signalAll();
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

	/** Waits on a future nobody holds; fixed, somebody completes it. */
	static final class NeverInitialised implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			CompletableFuture<String> channel = new CompletableFuture<>();
			return List.of(tasks.launch(name, () -> channel.get()).id());
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			CompletableFuture<String> channel = new CompletableFuture<>();
			long id = tasks.launch(name, () -> channel.get()).id();
			channel.complete("hello");
			return List.of(id);
		}

	}

	/** Two tasks take a lock and one forgets to unlock; fixed, it unlocks in finally. */
	static final class LockNeverReleased implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			ReentrantLock lock = new ReentrantLock();
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				ids.add(tasks.launch(name, lock::lockInterruptibly).id());
			}
			return ids;
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			ReentrantLock lock = new ReentrantLock();
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				ids.add(tasks.launch(name, () -> {
					lock.lockInterruptibly();
					try {
						Thread.onSpinWait();
					}
					finally {
						lock.unlock();
					}
				}).id());
			}
			return ids;
		}

	}

	/** A latch of four, three countdowns and a waiter; fixed, four countdowns. */
	static final class LatchMiscounted implements Scenario {

		private static final int PARTIES = 4;

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			return countDown(tasks, name, PARTIES - 1);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			return countDown(tasks, name, PARTIES);
		}

		private static List<Long> countDown(TaskLauncher tasks, String name, int times) {
			CountDownLatch latch = new CountDownLatch(PARTIES);
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < times; i++) {
				ids.add(tasks.launch(name, latch::countDown).id());
			}
			ids.add(tasks.launch(name, () -> latch.await()).id());
			return ids;
		}

	}

}
