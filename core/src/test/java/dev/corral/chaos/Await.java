package dev.corral.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Waits for what must come, and fails when it does not. */
public final class Await {

	/** Far more than anything here takes, even on a busy machine. */
	public static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

	private Await() {
	}

	/**
	 * Waits until a condition holds.
	 * @param what what is waited for, for the message
	 * @param condition the condition
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void until(String what, Condition condition) throws InterruptedException {
		until(() -> what, condition);
	}

	/**
	 * Waits until a condition holds.
	 * @param what what is waited for, asked once it has not come
	 * @param condition the condition
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void until(Supplier<String> what, Condition condition) throws InterruptedException {
		if (timed(LIMIT, condition).compareTo(LIMIT) >= 0) {
			throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what.get());
		}
	}

	/**
	 * Waits until a latch is open.
	 * @param what what is waited for, for the message
	 * @param latch the latch
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void until(String what, CountDownLatch latch) throws InterruptedException {
		until(what, () -> latch.getCount() == 0);
	}

	/**
	 * Waits until a condition holds and measures how long that takes. The time between
	 * two looks counts for 100 ms at most, so a machine that stands still for a while
	 * fails no test.
	 * @param limit the longest wait
	 * @param condition the condition
	 * @return the time it took, at least the limit when the condition does not hold
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static Duration timed(Duration limit, Condition condition) throws InterruptedException {
		long waited = 0;
		long last = System.nanoTime();
		while (!condition.holds()) {
			if (waited >= limit.toNanos()) {
				return Duration.ofNanos(waited);
			}
			pause();
			long now = System.nanoTime();
			waited += Math.min(now - last, LONGEST_PAUSE.toNanos());
			last = now;
		}
		return Duration.ofNanos(Math.min(waited, limit.toNanos() - 1));
	}

	/**
	 * Lets others run before the next try.
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void pause() throws InterruptedException {
		Thread.sleep(1);
	}

	/**
	 * Waits for a latch and keeps interrupts for later, as code does that ignores them.
	 * @param latch the latch
	 */
	public static void ignoringInterrupts(CountDownLatch latch) {
		boolean interrupted = false;
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** What is waited for. */
	@FunctionalInterface
	public interface Condition {

		/**
		 * Looks once.
		 * @return whether it holds now
		 * @throws InterruptedException when the looking thread is interrupted
		 */
		boolean holds() throws InterruptedException;

	}

}
