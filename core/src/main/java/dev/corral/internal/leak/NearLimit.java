package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.internal.limit.Limiter;

/**
 * Has a launcher that gets full dumped to the log, once each time and at most once an
 * hour. Used by the watcher alone.
 */
public final class NearLimit {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int DUMPED_AT_PERCENT = 90;

	private static final int ARMED_BELOW_PERCENT = 80;

	private static final long PAUSE = Duration.ofHours(1).toNanos();

	private final Limiter limit;

	private final Supplier<String> dump;

	private boolean disarmed;

	private boolean dumped;

	private long dumpedAt;

	public NearLimit(Limiter limit, Supplier<String> dump) {
		this.limit = limit;
		this.dump = dump;
	}

	// What to write to the log when a dump is due
	Optional<Runnable> look(long now) {
		int max = this.limit.max();
		int live = this.limit.taken();
		if (max == 0 || !isDue(100L * live / max, now)) {
			return Optional.empty();
		}
		String text = this.dump.get();
		return Optional
			.of(() -> logger.warn("Live tasks: {} of at most {} (property corral.max-live); {}", live, max, text));
	}

	private boolean isDue(long percent, long now) {
		if (percent < ARMED_BELOW_PERCENT) {
			this.disarmed = false;
		}
		if (percent < DUMPED_AT_PERCENT || this.disarmed || (this.dumped && now - this.dumpedAt < PAUSE)) {
			return false;
		}
		this.disarmed = true;
		this.dumped = true;
		this.dumpedAt = now;
		return true;
	}

}
