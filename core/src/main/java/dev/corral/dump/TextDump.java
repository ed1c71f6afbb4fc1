package dev.corral.dump;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.Printable;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.ThreadSnapshot;

/**
 * Writes tasks as text, in the manner of a goroutine dump: a headline, a block a task,
 * and last how much was shown. Everything users named is escaped. To be used by one
 * thread.
 */
public final class TextDump {

	private final DumpText text;

	private long shown;

	/**
	 * Makes a dump.
	 * @param out where it goes; what it throws comes out as {@link UncheckedIOException}
	 */
	public TextDump(Appendable out) {
		this.text = new DumpText(out);
	}

	/**
	 * Writes the headline.
	 * @param counts the counters
	 * @param scopes how many scopes are open
	 * @param at the time of day
	 */
	public void head(Counts counts, int scopes, Instant at) {
		this.text.head(counts, scopes, at, "");
	}

	/**
	 * Writes the block of a task, after an empty line.
	 * @param task the task
	 */
	public void task(TaskSnapshot task) {
		StringBuilder block = new StringBuilder("\ntask ").append(task.id())
			.append(" \"")
			.append(Printable.of(task.name()))
			.append("\" [")
			.append(state(task))
			.append(", ")
			.append(DumpText.age(task.age()));
		LeakVerdict leak = task.leak();
		if (leak != null) {
			block.append(", leaked: ").append(leak.reason());
		}
		block.append("] {scope: ").append(path(task.scope()));
		if (task.attempt() > 1) {
			block.append(", attempt: ").append(task.attempt());
		}
		block.append("}:\n");
		this.text.frames(task.stack(), block);
		block.append("launched by ").append(Printable.of(task.launchSite().toString()));
		Lineage lineage = task.lineage();
		if (lineage != null) {
			block.append(" in task ")
				.append(lineage.id())
				.append(" \"")
				.append(Printable.of(lineage.name()))
				.append('"');
		}
		this.text.append(block.append('\n'));
		this.shown++;
	}

	/**
	 * Writes a line for each ancestor of a task and a block for each sample of its stack.
	 * @param task the task
	 * @param samples the samples, in order
	 */
	public void detail(TaskSnapshot task, List<StackSample> samples) {
		Lineage lineage = task.lineage();
		if (lineage != null) {
			lineage.lines().forEach((line) -> this.text.append("in " + line + "\n"));
		}
		for (StackSample sample : samples) {
			StringBuilder block = new StringBuilder("\nseen ").append(DumpText.amount(sample.times(), "time"))
				.append(" [")
				.append(sample.state())
				.append("]:\n");
			this.text.frames(sample.stack(), block);
			this.text.append(block);
		}
	}

	/**
	 * Writes how much was shown, after an empty line.
	 * @param total of how many, as far as known
	 */
	public void foot(long total) {
		this.text.foot(this.shown, total);
	}

	// A comma in a path that is not in quotes would pass for the beginning of an item
	private static String path(String scope) {
		String path = Printable.of(scope);
		return (scope.indexOf(',') >= 0) ? '"' + path + '"' : path;
	}

	private static String state(TaskSnapshot task) {
		ThreadSnapshot thread = task.thread();
		if (thread == null) {
			return task.status().name();
		}
		return DumpText.state(task.status(), thread.state());
	}

}
