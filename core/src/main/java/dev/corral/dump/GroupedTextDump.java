package dev.corral.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.stream.Collectors;

import dev.corral.monitor.Counts;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;

/**
 * Writes groups of tasks as text: a headline, which says when stacks are samples, a block
 * a group, and last how much was shown. Everything users named is escaped. To be used by
 * one thread.
 */
public final class GroupedTextDump {

	private final TaskGroups groups;

	private final Appendable out;

	private final FrameLines frames = new FrameLines();

	private long shown;

	private long tasks;

	/**
	 * Makes a dump.
	 * @param groups all groups, of which the first are to be written
	 * @param out where it goes; what it throws comes out as {@link UncheckedIOException}
	 */
	public GroupedTextDump(TaskGroups groups, Appendable out) {
		this.groups = groups;
		this.out = out;
	}

	/**
	 * Writes the headline.
	 * @param counts the books
	 * @param scopes how many scopes are open
	 * @param at the time of day
	 */
	public void head(Counts counts, int scopes, Instant at) {
		append(DumpFormat.headline(counts, scopes, at) + (this.groups.sampled() ? ", sampled=true\n" : "\n"));
	}

	/**
	 * Writes the block of a group, after an empty line.
	 * @param group the group
	 */
	public void group(TaskGroup group) {
		append(block(group));
		this.shown++;
		this.tasks += group.count();
	}

	/** Writes what stands in no group and how much was shown, after empty lines. */
	public void foot() {
		if (this.groups.other() > 0) {
			append("\n" + DumpFormat.amount(this.groups.other(), "task") + " under other\n");
		}
		append("\nshown " + DumpFormat.number(this.tasks) + " of " + DumpFormat.number(this.groups.total()) + " in "
				+ DumpFormat.number(this.shown) + " of " + DumpFormat.amount(this.groups.groups().size(), "group")
				+ "\n");
	}

	private StringBuilder block(TaskGroup group) {
		StringBuilder block = new StringBuilder("\n").append(DumpFormat.amount(group.count(), "task"))
			.append(" \"")
			.append(Printable.of(group.name()))
			.append("\" [")
			.append(DumpFormat.state(group.status(), group.state()))
			.append(", ")
			.append(DumpFormat.ages(group.youngestAge(), group.oldestAge()));
		if (group.leak() != null) {
			block.append(", leaked: ").append(group.leak());
		}
		block.append("]:\n").append(ids(group)).append('\n');
		this.frames.write(group.stack(), block);
		block.append("launched by ").append(Printable.of(group.launchSite().toString()));
		return block.append(group.launchedElsewhere() ? " and elsewhere\n" : "\n");
	}

	private static String ids(TaskGroup group) {
		String ids = group.ids().stream().map(String::valueOf).collect(Collectors.joining(", "));
		long more = group.count() - group.ids().size();
		return ((group.count() == 1) ? "id " : "ids ") + ids
				+ ((more > 0) ? " and " + DumpFormat.number(more) + " more" : "");
	}

	private void append(CharSequence text) {
		try {
			this.out.append(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
