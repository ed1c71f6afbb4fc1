package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The greatest live heap while something runs: a thread asks for collections, with a
 * break as long as the last one took, and reads what each left behind.
 */
final class CollectedHeap extends Thread implements AutoCloseable {

	private final AtomicBoolean stopped = new AtomicBoolean();

	/** Written by this thread, read after it has ended. */
	private long greatest;

	CollectedHeap() {
		super("collected-heap");
		setDaemon(true);
	}

	@Override
	public void run() {
		while (!this.stopped.get()) {
			long start = System.nanoTime();
			this.greatest = Math.max(this.greatest, collect());
			LockSupport.parkNanos(System.nanoTime() - start);
		}
	}

	// Bytes that a collection of the whole heap leaves
	static long collect() {
		System.gc();
		long bytes = 0;
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			MemoryUsage usage = (pool.getType() == MemoryType.HEAP) ? pool.getCollectionUsage() : null;
			bytes += (usage != null) ? usage.getUsed() : 0;
		}
		return bytes;
	}

	long greatest() {
		return this.greatest;
	}

	// Returns when the last collection is over
	@Override
	public void close() {
		this.stopped.set(true);
		boolean interrupted = false;
		while (isAlive()) {
			try {
				join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
