package dev.corral.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what must come, and fails when it does not. */
public final class Await {

	/** Far more than anything here takes, on a busy machine too. */
	public static final Duration LIMIT = Duration.ofSeconds(10);

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
		long begun = System.nanoTime();
		while (!condition.holds()) {
			if (System.nanoTime() - begun > LIMIT.toNanos()) {
				throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what.get());
			}
			pause();
		}
	}

	/**
	 * Lets others run before the next try.
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void pause() throws InterruptedException {
		Thread.sleep(1);
	}

	/**
	 * Waits until a latch is open.
	 * @param what what is waited for, for the message
	 * @param latch the latch
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void until(String what, CountDownLatch latch) throws InterruptedException {
		if (!latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what);
		}
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
