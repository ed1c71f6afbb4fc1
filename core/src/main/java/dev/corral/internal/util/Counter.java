package dev.corral.internal.util;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A counter that launching threads share. It has its cache lines to itself, so that reads
 * of neighbouring fields do not wait for the launches. Thread-safe.
 */
public final class Counter {

	private static final int PADDING = 16;

	private final AtomicLongArray cells = new AtomicLongArray(2 * PADDING + 1);

	// From 1
	public long next() {
		return this.cells.incrementAndGet(PADDING);
	}

	public long last() {
		return this.cells.get(PADDING);
	}

}
