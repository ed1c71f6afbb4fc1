package dev.corral.internal.leak;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.util.Frames;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentLeak;

/**
 * A line of the log about equal leaks, or about those of the kinds that found no place.
 *
 * @param kind what they have in common, {@code null} for kinds that found no place
 * @param first the first of them
 * @param count how many there are
 * @param inFull whether lineage and stack of the first are told
 */
record LeakLine(@Nullable LeakKind kind, RecentLeak first, long count, boolean inFull) {

	void write(Logger logger) {
		if (this.kind == null) {
			logger.warn("Leaked: {}, of too many kinds to tell each; the first, {}, is {}, launched by {}",
					Plural.of(this.count, "task", "tasks"), task(), this.first.reason(),
					LaunchText.of(this.first.launchSite()));
		}
		else if (this.inFull) {
			logger.warn("Leaked: {}, launched by {}{}", verdict(),
					LaunchText.of(this.first.launchSite(), this.first.lineage()), Frames.lines(this.first.stack()));
		}
		else {
			logger.warn("Leaked again: {}, launched by {}", verdict(), LaunchText.of(this.first.launchSite()));
		}
	}

	private String verdict() {
		String waitsFor = this.first.waitsFor();
		return task() + ((this.count > 1) ? " and " + (this.count - 1) + " more are " : " is ") + this.first.reason()
				+ ((waitsFor != null) ? " waiting for " + Printable.of(waitsFor) : "");
	}

	private String task() {
		return "task " + this.first.task() + " \"" + Printable.of(this.first.name()) + '"';
	}

}
