package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.limit.Limiter;

/**
 * Writes a dump to the log when a launcher gets full, once each time and at most once an
 * hour. Used by the watcher alone.
 */
public final class NearLimit {

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
		return Optional.of(new LogLine(Level.WARN, "Live tasks: {} of at most {} (property corral.max-live); {}", live,
				max, text));
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
