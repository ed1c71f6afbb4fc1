package dev.corral.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.RestartPolicy;
import dev.corral.TaskLauncher;

/**
 * Negatives of tasks that sleep or wait for a limited time: never stuck, never proved.
 */
final class TimedWaits {

	private TimedWaits() {
	}

	static List<Row> rows() {
		return List.of(Row.negative("sleep", Pattern.TIMED, Sleep::new, Leak.runaway("sleeper", "sleep")),
				Row.negative("timed wait for a latch", Pattern.TIMED, TimedLatch::new, Leak.runaway("waiter", "await")),
				Row.negative("timed wait for a lock", Pattern.TIMED, TimedLock::new, Leak.runaway("waiter", "tryLock")),
				Row.negative("ticker", Pattern.TIMED, Ticker::new, Leak.runaway("ticker", "tick")),
				Row.negative("pause before a restart", Pattern.TIMED, Pause::new));
	}

	/** Sleeps for an hour. */
	private static final class Sleep extends PatientKernel {

		Sleep(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "sleeper").launch(Sleep::sleep);
		}

		private static void sleep() throws InterruptedException {
			TimeUnit.HOURS.sleep(1);
		}

	}

	/** Waits an hour for a latch that nobody has. */
	private static final class TimedLatch extends PatientKernel {

		TimedLatch(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "waiter").call(TimedLatch::await);
		}

		private static boolean await() throws InterruptedException {
			return new CountDownLatch(1).await(1, TimeUnit.HOURS);
		}

	}

	/** Waits an hour for a lock that its owner forgot. */
	private static final class TimedLock extends PatientKernel {

		private final ReentrantLock lock = new ReentrantLock();

		TimedLock(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("owner", () -> {
				this.lock.lockInterruptibly();
				task(launcher, "waiter").call(this::tryLock);
			});
		}

		private boolean tryLock() throws InterruptedException {
			return this.lock.tryLock(1, TimeUnit.HOURS);
		}

	}

	/** Polls a queue that nobody has, a hundred times a second. */
	private static final class Ticker extends PatientKernel {

		Ticker(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "ticker").launch(Ticker::tick);
		}

		private static void tick() throws InterruptedException {
			LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
			for (String tick = null; tick == null;) {
				tick = queue.poll(10, TimeUnit.MILLISECONDS);
			}
		}

	}

	/** Panics, and pauses for an hour before its next attempt. */
	private static final class Pause extends PatientKernel {

		private static final RestartPolicy LATER = RestartPolicy.onPanic(1, Duration.ofHours(2))
			.backoff(Duration.ofHours(1), Duration.ofHours(1));

		Pause(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "restarted").restart(LATER).launch(() -> {
				throw new IllegalStateException("to be restarted in an hour");
			});
		}

	}

}
