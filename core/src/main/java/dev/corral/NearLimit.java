package dev.corral;

import java.time.Duration;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.dump.Grouping;

/**
 * Has a launcher that gets full dumped to the log, once each time and at most once an
 * hour. Used by the watcher alone.
 */
final class NearLimit {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int DUMPED_AT_PERCENT = 90;

	private static final int ARMED_BELOW_PERCENT = 80;

	private static final long PAUSE = Duration.ofHours(1).toNanos();

	private final Launcher launcher;

	private boolean disarmed;

	private boolean dumped;

	private long dumpedAt;

	NearLimit(Launcher launcher) {
		this.launcher = launcher;
	}

	// What to write to the log when a dump is due; stacks are samples, as there are many
	Optional<Runnable> look(long now) {
		int max = this.launcher.admission().all().max();
		int live = this.launcher.slotsTaken();
		if (max == 0 || !isDue(100L * live / max, now)) {
			return Optional.empty();
		}
		String text = new CorralDumps(this.launcher).shortText(Grouping.SAMPLED);
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
