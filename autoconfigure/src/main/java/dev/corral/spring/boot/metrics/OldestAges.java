package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.monitor.TaskMonitor;

/**
 * The age of the oldest task of each name. One walk over the live tasks reads all names,
 * at most once a second, however many gauges there are. Thread-safe.
 */
final class OldestAges {

	private static final long CACHED_FOR = TimeUnit.SECONDS.toNanos(1);

	private final TaskMonitor monitor;

	@GuardedBy("this")
	private Map<String, Duration> ages = Map.of();

	@GuardedBy("this")
	private long readAt;

	@GuardedBy("this")
	private boolean read;

	OldestAges(TaskMonitor monitor) {
		this.monitor = monitor;
	}

	synchronized double seconds(String task) {
		long now = System.nanoTime();
		if (!this.read || now - this.readAt > CACHED_FOR) {
			this.ages = this.monitor.oldestAges();
			this.readAt = now;
			this.read = true;
		}
		return this.ages.getOrDefault(task, Duration.ZERO).toNanos() / 1e9;
	}

}
