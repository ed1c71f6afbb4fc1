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
public final class CollectedHeap extends Thread implements AutoCloseable {

	private final AtomicBoolean stopped = new AtomicBoolean();

	/** Written by this thread, read after it has ended. */
	private long greatest;

	private CollectedHeap() {
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

	/**
	 * By how much the live heap grows while something is done.
	 * @param work is done once
	 * @return bytes, at least 0
	 * @throws Exception when it cannot be done
	 */
	public static long growth(Work work) throws Exception {
		long before = settled();
		CollectedHeap during = new CollectedHeap();
		try (during) {
			during.start();
			work.run();
		}
		return Math.max(0, during.greatest - before);
	}

	/**
	 * The live heap, once two collections have moved what lives to where it stays.
	 * @return bytes
	 */
	public static long settled() {
		collect();
		return collect();
	}

	// Bytes that a collection of the whole heap leaves
	private static long collect() {
		System.gc();
		long bytes = 0;
		for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
			MemoryUsage usage = (pool.getType() == MemoryType.HEAP) ? pool.getCollectionUsage() : null;
			bytes += (usage != null) ? usage.getUsed() : 0;
		}
		return bytes;
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
