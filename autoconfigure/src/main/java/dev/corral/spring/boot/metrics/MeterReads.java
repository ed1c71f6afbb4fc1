package dev.corral.spring.boot.metrics;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskMonitor;

/**
 * What the meters of one registry read from a monitor. A meter that is read by itself
 * shows the present. A scrape, which reads many, asks the monitor for all names at once.
 * Thread-safe, without a lock.
 */
final class MeterReads {

	/*-
	 * A scrape reads thousands of meters, a test or a health check reads a few. Both call the
	 * same functions. What one thread reads within 100 ms, no meter twice, is a burst:
	 *
	 *  read 1 to 32    asks the monitor for one name, so it shows the present
	 *  read 33         takes a snapshot of all names: this is a scrape
	 *  further reads   use this snapshot
	 *
	 * A second read of a meter begins a new burst. So it shows the present as well, and a thread
	 * never sees a counter decrease. A name that is not in the snapshot is asked for: nothing was
	 * counted under it then.
	 *
	 * Only its own thread uses a burst, and a failed read changes nothing but which meters were
	 * read. Two threads whose ids share a place replace each other's bursts. Then each read is
	 * the first of a burst.
	 */

	static final int SINGLE_READS = 32;

	static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** How many bursts are kept, a power of two. */
	static final int PLACES = 8;

	private final TaskMonitor monitor;

	private final LongSupplier nanoTime;

	private final AtomicInteger meters = new AtomicInteger();

	private final AtomicReferenceArray<@Nullable Burst> bursts = new AtomicReferenceArray<>(PLACES);

	MeterReads(TaskMonitor monitor, LongSupplier nanoTime) {
		this.monitor = monitor;
		this.nanoTime = nanoTime;
	}

	// The number of a meter, by which it reads
	int newMeter() {
		return this.meters.getAndIncrement();
	}

	Counts counts(int meter, String task) {
		NameCounts snapshot = snapshot(meter, task);
		return (snapshot != null) ? snapshot.counts() : this.monitor.counts(task);
	}

	LeakCounts leaks(int meter, String task, LeakReason reason) {
		NameCounts snapshot = snapshot(meter, task);
		return ((snapshot != null) ? snapshot.leaks() : this.monitor.leaks(task)).getOrDefault(reason, LeakCounts.ZERO);
	}

	// Null when the monitor is to be asked
	private @Nullable NameCounts snapshot(int meter, String task) {
		Burst burst = burst(meter);
		if (burst.reads <= SINGLE_READS) {
			return null;
		}
		if (burst.snapshot == null) {
			burst.snapshot = NameCounts.byName(this.monitor);
		}
		return burst.snapshot.get(task);
	}

	private Burst burst(int meter) {
		long thread = Thread.currentThread().threadId();
		int place = (int) thread & (PLACES - 1);
		long now = this.nanoTime.getAsLong();
		Burst burst = this.bursts.get(place);
		if (burst == null || burst.thread != thread || now - burst.begunAt > BURST_NANOS || burst.meters.get(meter)) {
			burst = new Burst(thread, now);
			this.bursts.set(place, burst);
		}
		burst.meters.set(meter);
		burst.reads++;
		return burst;
	}

	/** What a thread reads without a pause. Only that thread uses what may change. */
	private static final class Burst {

		private final long thread;

		private final long begunAt;

		/** Which it has read so far. */
		private final BitSet meters = new BitSet();

		/** How many these are. */
		private int reads;

		private @Nullable Map<String, NameCounts> snapshot;

		private Burst(long thread, long begunAt) {
			this.thread = thread;
			this.begunAt = begunAt;
		}

	}

}
