package dev.corral;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.RecentLeak;

/** What one look found: equal leaks are one line in the log. */
final class Findings {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Map<Kind, List<Leak>> found = new LinkedHashMap<>();

	// A task that has a verdict
	void add(SupervisedTask<?> task) {
		LeakVerdict verdict = task.verdict();
		if (verdict != null) {
			add(new Kind(task.tally.book.name(), verdict.reason(), task.launchSite()),
					new Leak(task.toString(), verdict.stack()));
		}
	}

	// A task that is gone
	void add(RecentLeak story) {
		add(new Kind(story.name(), story.reason(), story.launchSite()),
				new Leak("task " + story.task() + " \"" + Printable.of(story.name()) + '"', story.stack()));
	}

	private void add(Kind kind, Leak leak) {
		this.found.computeIfAbsent(kind, (key) -> new ArrayList<>()).add(leak);
	}

	List<Runnable> lines() {
		List<Runnable> lines = new ArrayList<>();
		this.found.forEach((kind, leaks) -> {
			Leak first = leaks.get(0);
			String others = (leaks.size() > 1) ? " and " + (leaks.size() - 1) + " more" : "";
			lines.add(() -> logger.warn("Leaked: {}{} is {}, launched by {}{}", first.label(), others, kind.reason(),
					kind.site(), Frames.lines(first.stack())));
		});
		return lines;
	}

	/**
	 * What makes two leaks equal.
	 *
	 * @param name the name of their books, or of the task that is gone
	 * @param reason their reason
	 * @param site who launched them
	 */
	private record Kind(String name, LeakReason reason, LaunchSite site) {

	}

	/**
	 * One of them.
	 *
	 * @param label what the log calls it
	 * @param stack where it was seen
	 */
	private record Leak(String label, List<StackTraceElement> stack) {

	}

}
