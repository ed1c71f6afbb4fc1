package dev.corral.internal.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import dev.corral.internal.util.VarHandles;

/**
 * A lock without a queue, for sections of some tens of nanoseconds. Not reentrant, not
 * fair. Release it in a {@code finally} block with {@code lock.held = 0}.
 */
public class SpinLock {

	/*-
	 * Locks with a queue, monitors among them, hand over to the thread that waits longest. When
	 * that is a virtual thread and spinning bodies hold every carrier, it never runs, and every
	 * thread behind it waits for as long as the bodies spin. Here no thread is next: any
	 * thread takes a free lock.
	 *
	 *  held: 0 ──CAS──> 1 ──volatile write──> 0
	 *
	 * A virtual thread that waits never unmounts, and one that holds the lock does not either,
	 * because nothing under it blocks: so the holder always has a processor sooner or later. A
	 * platform thread backs off up to a millisecond, to give its processor to the holder. It
	 * parks in real time, past the Backend: no test can tell, and no fake clock may hold a lock.
	 *
	 * What must hold under the lock: no call of user code, no logging, no parking, no other lock
	 * (one exception: SlotPool), no first use of a class. Calls that may fail come before the first
	 * write. The release is a write and no call, for a call could overflow the stack.
	 */

	private static final int SPINS_BEFORE_YIELD = 256;

	private static final int SPINS_BEFORE_PARK = 1024;

	private static final long FIRST_PAUSE = 1_000;

	private static final long LONGEST_PAUSE = 1_000_000;

	private static final VarHandle HELD = VarHandles.of(MethodHandles.lookup(), "held", int.class);

	/** 1 while a thread holds the lock; written with 0 by its holder alone. */
	public volatile int held;

	public final void lock() {
		if (!HELD.compareAndSet(this, 0, 1) && lockContended()) {
			// A pause may have used up a permit that was meant for another wait
			LockSupport.unpark(Thread.currentThread());
		}
	}

	// Returns whether the thread has parked. No call follows the successful CAS
	@SuppressWarnings("ThreadPriorityCheck")
	private boolean lockContended() {
		boolean virtual = Thread.currentThread().isVirtual();
		boolean parked = false;
		long pause = FIRST_PAUSE;
		for (int spins = 1; this.held != 0 || !HELD.compareAndSet(this, 0, 1); spins++) {
			if (virtual || spins % SPINS_BEFORE_YIELD != 0) {
				Thread.onSpinWait();
			}
			else if (spins <= SPINS_BEFORE_PARK) {
				Thread.yield();
			}
			else {
				parked = true;
				LockSupport.parkNanos(pause);
				pause = Math.min(2 * pause, LONGEST_PAUSE);
			}
		}
		return parked;
	}

}
