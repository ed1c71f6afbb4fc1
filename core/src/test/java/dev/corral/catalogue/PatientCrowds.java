package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.Task;
import dev.corral.TaskLauncher;

/** Negatives of many tasks. */
final class PatientCrowds {

	private static final int CONTENDERS = 100_000;

	/**
	 * A million with {@code -Dcorral.catalogue.receivers=1000000}, and the heap for it.
	 */
	private static final int RECEIVERS = Integer.getInteger("corral.catalogue.receivers", 100_000);

	private static final int CHAIN = 1000;

	private PatientCrowds() {
	}

	static List<Row> rows() {
		return List.of(
				Row.negative("tasks contending for one lock (" + CONTENDERS + ")", Pattern.PATIENT, Contention::new)
					.keeping()
					.withTasks(CONTENDERS),
				Row.negative("receivers, then one close (" + RECEIVERS + ")", Pattern.PATIENT, OneClose::new)
					.keeping()
					.withTasks(RECEIVERS),
				Row.negative("chain of joins, its last asleep (" + CHAIN + ")", Pattern.PATIENT, ChainOfJoins::new)
					.withTasks(CHAIN));
	}

	/** Many wait for a lock whose holder will go on. */
	private static final class Contention extends PatientKernel {

		private final ReentrantLock lock = new ReentrantLock();

		private final CountDownLatch goOn = new CountDownLatch(1);

		Contention(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "holder").launch(() -> {
				this.lock.lockInterruptibly();
				try {
					this.goOn.await();
				}
				finally {
					this.lock.unlock();
				}
			});
			for (int i = 0; i < CONTENDERS; i++) {
				task(launcher, "contender").launch(this::passThrough);
			}
		}

		private void passThrough() throws InterruptedException {
			this.lock.lockInterruptibly();
			this.lock.unlock();
		}

		@Override
		void release() {
			this.goOn.countDown();
		}

	}

	/** Many wait for a channel that one call closes. */
	private static final class OneClose extends PatientKernel {

		private final Channel<String> news = Channel.unbuffered();

		OneClose(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			for (int i = 0; i < RECEIVERS; i++) {
				task(launcher, "receiver").launch(this::receive);
			}
		}

		private void receive() throws InterruptedException {
			this.news.receive();
		}

		@Override
		void release() {
			this.news.close();
		}

	}

	/** Each waits for the one before, and the first of all sleeps. */
	private static final class ChainOfJoins extends PatientKernel {

		ChainOfJoins(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			Task<?> last = task(launcher, "sleeper").launch(() -> TimeUnit.HOURS.sleep(1));
			for (int i = 1; i < CHAIN; i++) {
				Task<?> before = last;
				last = task(launcher, "joiner").launch(() -> join(before));
			}
		}

		private static void join(Task<?> before) throws InterruptedException {
			try {
				before.join();
			}
			catch (CancellationException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
