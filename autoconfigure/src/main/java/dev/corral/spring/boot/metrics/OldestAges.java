package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.TaskMonitor;

/**
 * The age of the oldest task of each name. One walk over the live tasks reads all names,
 * at most once a second, however many gauges there are. Thread-safe, without a lock:
 * while one thread walks, others get the ages of the last walk.
 */
final class OldestAges {

	private static final long CACHED_FOR = TimeUnit.SECONDS.toNanos(1);

	private final TaskMonitor monitor;

	private final LongSupplier nanoTime;

	/**
	 * When the last walk began. A walk that fails is repeated when its second is over.
	 */
	private final AtomicLong walkedAt;

	/** Null until the first walk has ended. */
	private volatile @Nullable Map<String, Duration> ages;

	OldestAges(TaskMonitor monitor, LongSupplier nanoTime) {
		this.monitor = monitor;
		this.nanoTime = nanoTime;
		this.walkedAt = new AtomicLong(nanoTime.getAsLong() - CACHED_FOR - 1);
	}

	double seconds(String task) {
		Map<String, Duration> known = this.ages;
		Map<String, Duration> ages = (tryBeginWalk() || known == null) ? walk() : known;
		return ages.getOrDefault(task, Duration.ZERO).toNanos() / 1e9;
	}

	private boolean tryBeginWalk() {
		long now = this.nanoTime.getAsLong();
		long last = this.walkedAt.get();
		return now - last > CACHED_FOR && this.walkedAt.compareAndSet(last, now);
	}

	private Map<String, Duration> walk() {
		Map<String, Duration> ages = this.monitor.oldestAges();
		this.ages = ages;
		return ages;
	}

}
