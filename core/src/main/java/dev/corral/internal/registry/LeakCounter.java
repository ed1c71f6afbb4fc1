package dev.corral.internal.registry;

import java.util.concurrent.atomic.AtomicLong;

import dev.corral.monitor.LeakCounts;

/** Counts the leaks of one reason under one name. Thread-safe, without a lock. */
final class LeakCounter {

	private final AtomicLong current = new AtomicLong();

	private final AtomicLong found = new AtomicLong();

	private final AtomicLong ended = new AtomicLong();

	// In this order: a leak is found before it is current, and ends after that
	void add(int nowCurrent, int nowFound, int nowEnded) {
		this.found.addAndGet(nowFound);
		this.current.addAndGet(nowCurrent);
		this.ended.addAndGet(nowEnded);
	}

	// In the reverse order: no leak is current or has ended that was not found
	LeakCounts read() {
		long over = this.ended.get();
		long left = this.current.get();
		return new LeakCounts(left, this.found.get(), over);
	}

}
