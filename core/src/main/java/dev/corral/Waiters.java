package dev.corral;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.time.Backend;

/**
 * Threads that wait for a condition somebody else makes true and then announces.
 * Thread-safe.
 */
final class Waiters {

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet(1);

	/**
	 * Waits for a condition.
	 * @param backend clock and parking
	 * @param nanos the longest wait, {@link Long#MAX_VALUE} for no limit
	 * @param blocker what a dump shows the thread to wait for
	 * @param condition becomes true for good before {@link #wakeAll} is called
	 * @return whether the condition holds
	 * @throws InterruptedException when it does not hold and the thread is interrupted
	 */
	boolean await(Backend backend, long nanos, Object blocker, BooleanSupplier condition) throws InterruptedException {
		return await(List.of(this), backend, nanos, blocker, condition);
	}

	// The same for a condition that any of several may announce
	static boolean await(List<Waiters> queues, Backend backend, long nanos, Object blocker, BooleanSupplier condition)
			throws InterruptedException {
		Thread current = Thread.currentThread();
		long start = backend.nanoTime();
		queues.forEach((queue) -> queue.threads.add(current));
		try {
			while (!condition.getAsBoolean()) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				long left = (nanos == Long.MAX_VALUE) ? nanos : nanos - (backend.nanoTime() - start);
				if (left <= 0) {
					return false;
				}
				backend.park(blocker, left);
			}
			return true;
		}
		finally {
			queues.forEach((queue) -> queue.threads.remove(current));
		}
	}

	// Waits until a time; an interrupt does not end the wait and is there after it
	void awaitKeepingInterrupt(Backend backend, long until, Object blocker, BooleanSupplier condition,
			@Nullable SupervisedTask<?> waiter) {
		boolean interrupted = false;
		OwnWait.begin(waiter);
		try {
			while (true) {
				try {
					await(backend, Math.max(0, until - backend.nanoTime()), blocker, condition);
					return;
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			OwnWait.end(waiter);
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	void wakeAll(Backend backend) {
		this.threads.forEach(backend::unpark);
	}

}
