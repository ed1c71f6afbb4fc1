package dev.corral.internal.registry;

import java.util.concurrent.atomic.AtomicLong;

import dev.corral.monitor.LeakCounts;

/** Counts the verdicts of one reason under one name. Thread-safe, without a lock. */
final class LeakCounter {

	private final AtomicLong standing = new AtomicLong();

	private final AtomicLong found = new AtomicLong();

	private final AtomicLong ended = new AtomicLong();

	// What is found is counted before it stands, what has ended after that
	void add(int nowStanding, int nowFound, int nowEnded) {
		this.found.addAndGet(nowFound);
		this.standing.addAndGet(nowStanding);
		this.ended.addAndGet(nowEnded);
	}

	// In the reverse order: no verdict stands or has ended that was not found
	LeakCounts read() {
		long over = this.ended.get();
		long left = this.standing.get();
		return new LeakCounts(left, this.found.get(), over);
	}

}
