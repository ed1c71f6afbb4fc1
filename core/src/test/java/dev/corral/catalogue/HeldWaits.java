package dev.corral.catalogue;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import dev.corral.TaskLauncher;

/**
 * Leaks that are suspected and cannot be proved, since something alive still reaches
 * them.
 */
final class HeldWaits {

	private HeldWaits() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("monitor that nobody notifies", Pattern.MICRO, NobodyNotifies::new,
						Leak.stuck("waiter", "await").unprovableBecause("it waits on a monitor")),
				Row.found("latch nobody has, on a platform thread", Pattern.MICRO, OnPlatformThread::new,
						Leak.stuck("waiter", "await").unprovableBecause("it has a platform thread")),
				Row.found("static queue that nobody uses", Pattern.MICRO, StaticQueue::new,
						Leak.stuck("consumer", "consume").unprovableBecause("a static field reaches its queue")),
				Row.found("Cleaner of what the task itself holds", Pattern.MICRO, OwnCleaner::new,
						Leak.stuck("waiter", "await").unprovableBecause("its Cleaner's action reaches the latch")));
	}

	/** Waits on a monitor of its own. */
	private static final class NobodyNotifies extends Kernel {

		private boolean ready;

		NobodyNotifies(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("waiter", this::await);
			if (this.fixed) {
				launcher.launch("notifier", this::makeReady);
			}
		}

		private synchronized void await() throws InterruptedException {
			while (!this.ready) {
				wait();
			}
		}

		private synchronized void makeReady() {
			this.ready = true;
			notifyAll();
		}

	}

	/** Blocks a platform thread. */
	private static final class OnPlatformThread extends Kernel {

		OnPlatformThread(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.task("waiter").onPlatformThread().launch(this::await);
		}

		private void await() throws InterruptedException {
			new CountDownLatch(this.fixed ? 0 : 1).await();
		}

	}

	/** Takes from a queue that anybody could put into, and nobody does. */
	private static final class StaticQueue extends Kernel {

		private static volatile BlockingQueue<String> orders = new LinkedBlockingQueue<>();

		StaticQueue(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			BlockingQueue<String> queue = new LinkedBlockingQueue<>();
			orders = queue;
			launcher.launch("consumer", () -> consume(queue));
			if (this.fixed) {
				launcher.launch("customer", () -> orders.put("tea"));
			}
		}

		private static void consume(BlockingQueue<String> queue) throws InterruptedException {
			queue.take();
		}

	}

	/** Waits for the end of what its own stack keeps alive. */
	private static final class OwnCleaner extends Kernel {

		private static final Cleaner CLEANER = Cleaner.create();

		OwnCleaner(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("waiter", this::await);
		}

		private void await() throws InterruptedException {
			Object resource = new Object();
			CountDownLatch cleaned = new CountDownLatch(1);
			Cleaner.Cleanable cleanable = CLEANER.register(resource, cleaned::countDown);
			if (this.fixed) {
				cleanable.clean();
			}
			try {
				cleaned.await();
			}
			finally {
				Reference.reachabilityFence(resource);
			}
		}

	}

}
