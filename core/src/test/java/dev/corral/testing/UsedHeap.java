package dev.corral.testing;

import java.lang.management.ManagementFactory;

/** What of the heap is in use after a collection. */
public final class UsedHeap {

	private static final int MEASUREMENTS = 10;

	private UsedHeap() {
	}

	// The least of several, since other threads allocate too
	public static long bytes() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < MEASUREMENTS; i++) {
			System.gc();
			least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return least;
	}

}
