package dev.corral.chaos.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the heap to the last byte and keeps it for a while, in several threads. A little
 * is given back now and then, so that others fail at ever new places.
 */
final class HeapHogs {

	private static final int HOGS = 3;

	private static final int LARGEST = 1 << 20;

	private static final int SMALLEST = 16;

	private static final byte[] NOTHING = {};

	private static final int GIVEN_BACK = 31;

	private static final long PAUSE = 1_000_000;

	private final long nanos;

	private final AtomicLong errors = new AtomicLong();

	/** Since the heap was exhausted for the first time, or 0. */
	private final AtomicLong exhausted = new AtomicLong();

	private final List<Thread> threads = new ArrayList<>();

	/** Set when all have started, which needs memory. */
	private volatile boolean complete;

	private HeapHogs(long nanos) {
		this.nanos = nanos;
		for (int i = 0; i < HOGS; i++) {
			this.threads.add(Thread.ofPlatform().daemon().name("hog-" + i).unstarted(this::hold));
		}
	}

	/**
	 * Exhausts the heap, and gives it back.
	 * @param nanos for how long after the first allocation that failed; 0 or less takes
	 * nothing
	 * @return how many allocations of the hogs failed
	 */
	static long exhaust(long nanos) throws InterruptedException {
		HeapHogs hogs = new HeapHogs(nanos);
		hogs.threads.forEach(Thread::start);
		hogs.complete = true;
		for (Thread hog : hogs.threads) {
			hog.join();
		}
		return hogs.errors.get();
	}

	private void hold() {
		byte[][] held = new byte[1 << 16][];
		while (!this.complete) {
			Thread.onSpinWait();
		}
		int count = 0;
		int size = LARGEST;
		while (!isOver()) {
			try {
				held[count % held.length] = new byte[size];
				count++;
			}
			catch (OutOfMemoryError ex) {
				int failed = (int) this.errors.incrementAndGet();
				this.exhausted.compareAndSet(0, System.nanoTime() | 1);
				if (size > SMALLEST) {
					size /= 2;
				}
				else {
					held[(failed * GIVEN_BACK) % Math.max(1, Math.min(count, held.length))] = NOTHING;
					LockSupport.parkNanos(PAUSE);
				}
			}
		}
	}

	private boolean isOver() {
		long since = this.exhausted.get();
		return this.nanos <= 0 || (since != 0 && System.nanoTime() - since >= this.nanos);
	}

}
