package dev.corral.internal.leak;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.util.Frames;
import dev.corral.internal.util.Plural;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentLeak;

/**
 * A line of the log about equal leaks, or about all those beyond the limit of kinds.
 *
 * @param kind what they have in common, {@code null} beyond the limit
 * @param first the first of them
 * @param state shows whether the verdict on the first still stands
 * @param count how many there are
 * @param inFull whether lineage and stack of the first are written
 */
record LeakLine(LeakLineSchedule.@Nullable Kind kind, RecentLeak first, LeakState state, long count, boolean inFull) {

	void write() {
		LaunchSite site = this.first.launchSite();
		String what = "Task " + this.first.task() + " \"" + Printable.of(this.first.name()) + '"' + finding();
		if (this.kind == null) {
			warn("{}, launched by {}; with it {}, of too many kinds for a line each", what, LaunchText.of(site),
					Plural.of(this.count, "task has leaked", "tasks have leaked"));
		}
		else if (this.inFull) {
			warn("{}, launched by {}{}{}", what, LaunchText.of(site, this.first.lineage()), advice(),
					Frames.lines(this.first.stack()));
		}
		else {
			warn("{}, like others before, launched by {}", what, LaunchText.of(site));
		}
	}

	private void warn(String format, Object... arguments) {
		new LogLine(LogTopic.LEAK, Level.WARN, format, arguments).withMdc(this.state.mdc).run();
	}

	// "is" only while it holds
	private String finding() {
		LeakVerdict verdict = this.state.verdict;
		boolean holds = verdict != null && verdict.reason() == this.first.reason();
		String waitsFor = this.first.waitsFor();
		String what = condition() + ((waitsFor != null) ? " waiting for " + Printable.of(waitsFor) : "");
		if (this.kind != null && this.count > 1) {
			return " and " + (this.count - 1) + (holds ? " more are " : " more were ") + what;
		}
		return (holds ? " is " : " was ") + what;
	}

	private String condition() {
		return switch (this.first.reason()) {
			case OVERDUE -> "overdue (" + this.state.end + ", yet alive after the grace)";
			case RUNAWAY -> "running for long, at most in timed waits";
			case UNREACHABLE -> "blocked for ever";
			case STUCK, DEADLOCKED -> this.first.reason().name().toLowerCase(Locale.ROOT);
		};
	}

	private String advice() {
		return (this.first.reason().isCertain() || Stragglers.isCallback(this.first.waitsFor())) ? ""
				: "; if it may take that long, use longRunning() or raise corral.leak.after";
	}

}
