package dev.corral.benchmarks.designs;

import java.util.concurrent.atomic.AtomicLongArray;

/** A counter that is alone on its cache lines. Thread-safe. */
final class PaddedCounter {

	private static final int PADDING = 16;

	private final AtomicLongArray cells = new AtomicLongArray(2 * PADDING + 1);

	// From 1
	long next() {
		return this.cells.incrementAndGet(PADDING);
	}

	long get() {
		return this.cells.get(PADDING);
	}

	boolean advance(long from) {
		return this.cells.compareAndSet(PADDING, from, from + 1);
	}

}
