package dev.corral.internal.callback;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.util.VarHandles;

/**
 * Threads that wait for a condition. Another thread makes it true and then wakes them.
 * Thread-safe.
 */
public final class Waiters {

	/*-
	 * A stack of waiting threads (R. K. Treiber 1986; the stack of java.util.concurrent.FutureTask
	 * is its model), without a lock: a waker must not block other threads, and must not fail when
	 * there is no memory.
	 *
	 *  waiter: pushes itself, then reads the condition, then parks
	 *  waker:  makes the condition true, then takes the whole stack and unparks it
	 *
	 * Both sides store, then load (Dekker's pattern), so at least one sees the other. A waiter
	 * that was woken for nothing pushes itself again before it looks; one that gives up clears
	 * its thread and unlinks what is cleared.
	 */

	private static final VarHandle HEAD = VarHandles.of(MethodHandles.lookup(), "head", Waiter.class);

	private volatile @Nullable Waiter head;

	/**
	 * Waits for a condition.
	 * @param backend clock and parking
	 * @param nanos the longest wait, {@link Long#MAX_VALUE} for no limit; less than 0
	 * counts as 0
	 * @param blocker what a dump shows the thread to wait for
	 * @param condition becomes true before {@link #wakeAll} is called
	 * @return whether the condition holds
	 * @throws InterruptedException when it does not hold and the thread is interrupted
	 */
	public boolean await(Backend backend, long nanos, Object blocker, BooleanSupplier condition)
			throws InterruptedException {
		return await(List.of(this), backend, nanos, blocker, condition);
	}

	// The same for a condition that any of several may announce
	public static boolean await(List<Waiters> queues, Backend backend, long nanos, Object blocker,
			BooleanSupplier condition) throws InterruptedException {
		long start = backend.nanoTime();
		@Nullable Waiter[] pushed = new Waiter[queues.size()];
		try {
			pushAgain(queues, pushed);
			while (!condition.getAsBoolean()) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				long left = (nanos == Long.MAX_VALUE) ? nanos : Math.max(0, nanos) - (backend.nanoTime() - start);
				if (left <= 0) {
					return false;
				}
				if (!pushAgain(queues, pushed)) {
					backend.park(blocker, left);
				}
			}
			return true;
		}
		finally {
			for (int i = 0; i < pushed.length; i++) {
				Waiter waiter = pushed[i];
				if (waiter != null && !waiter.taken) {
					queues.get(i).remove(waiter);
				}
			}
		}
	}

	// Whether the thread was missing somewhere: then the condition is to be read again
	private static boolean pushAgain(List<Waiters> queues, @Nullable Waiter[] pushed) {
		boolean missing = false;
		for (int i = 0; i < pushed.length; i++) {
			Waiter waiter = pushed[i];
			if (waiter == null || waiter.taken) {
				Waiter fresh = new Waiter(Thread.currentThread());
				pushed[i] = fresh;
				queues.get(i).push(fresh);
				missing = true;
			}
		}
		return missing;
	}

	private void push(Waiter waiter) {
		Waiter first;
		do {
			first = this.head;
			waiter.next = first;
		}
		while (!HEAD.compareAndSet(this, first, waiter));
	}

	@SuppressWarnings("ReferenceEquality")
	private void remove(Waiter waiter) {
		waiter.thread = null;
		while (!unlinkCleared()) {
			Thread.onSpinWait();
		}
	}

	// False when it met another that unlinks
	private boolean unlinkCleared() {
		Waiter before = null;
		Waiter next;
		for (Waiter at = this.head; at != null; at = next) {
			next = at.next;
			if (at.thread != null) {
				before = at;
			}
			else if (before != null) {
				before.next = next;
				if (before.thread == null) {
					return false;
				}
			}
			else if (!HEAD.compareAndSet(this, at, next)) {
				return false;
			}
		}
		return true;
	}

	// Waits until a time; an interrupt does not end the wait and is there after it
	public void awaitKeepingInterrupt(Backend backend, long until, Object blocker, BooleanSupplier condition) {
		boolean interrupted = false;
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
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	public boolean isEmpty() {
		return this.head == null;
	}

	public void wakeAll(Backend backend) {
		if (this.head == null) {
			return;
		}
		Waiter waiter = (Waiter) HEAD.getAndSet(this, null);
		while (waiter != null) {
			Waiter next = waiter.next;
			Thread thread = waiter.thread;
			waiter.taken = true;
			if (thread != null) {
				Guarded.unpark(backend, thread);
			}
			waiter = next;
		}
	}

	/** One thread in the stack. */
	private static final class Waiter {

		/** Cleared by the waiter itself, when it gives up. */
		private volatile @Nullable Thread thread;

		/** Whether a waker has taken it out of the stack. */
		private volatile boolean taken;

		private volatile @Nullable Waiter next;

		private Waiter(Thread thread) {
			this.thread = thread;
		}

	}

}
