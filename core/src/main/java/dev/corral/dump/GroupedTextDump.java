package dev.corral.dump;

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

	private final DumpText text;

	private long shown;

	private long tasks;

	/**
	 * Makes a dump.
	 * @param groups all groups, of which the first are to be written
	 * @param out where it goes; what it throws comes out as {@link UncheckedIOException}
	 */
	public GroupedTextDump(TaskGroups groups, Appendable out) {
		this.groups = groups;
		this.text = new DumpText(out);
	}

	/**
	 * Writes the headline.
	 * @param counts the counters
	 * @param scopes how many scopes are open
	 * @param at the time of day
	 */
	public void head(Counts counts, int scopes, Instant at) {
		this.text.head(counts, scopes, at, this.groups.sampled() ? ", sampled=true" : "");
	}

	/**
	 * Writes the block of a group, after an empty line.
	 * @param group the group
	 */
	public void group(TaskGroup group) {
		this.text.append(block(group));
		this.shown++;
		this.tasks += group.count();
	}

	/**
	 * Writes how many tasks are in no group and how much was shown, after empty lines.
	 */
	public void foot() {
		if (this.groups.other() > 0) {
			this.text.append("\n" + DumpText.amount(this.groups.other(), "task") + " under other\n");
		}
		this.text.append("\nshown " + DumpText.number(this.tasks) + " of " + DumpText.number(this.groups.total())
				+ " in " + DumpText.number(this.shown) + " of " + DumpText.amount(this.groups.groups().size(), "group")
				+ "\n");
	}

	private StringBuilder block(TaskGroup group) {
		StringBuilder block = new StringBuilder("\n").append(DumpText.amount(group.count(), "task"))
			.append(" \"")
			.append(Printable.of(group.name()))
			.append("\" [")
			.append(DumpText.state(group.status(), group.state()))
			.append(", ")
			.append(DumpText.ages(group.youngestAge(), group.oldestAge()));
		if (group.leak() != null) {
			block.append(", leaked: ").append(group.leak());
		}
		block.append("]:\n").append(ids(group)).append('\n');
		this.text.frames(group.stack(), block);
		block.append("launched by ").append(Printable.of(group.launchSite().toString()));
		return block.append(group.launchedElsewhere() ? " and elsewhere\n" : "\n");
	}

	private static String ids(TaskGroup group) {
		String ids = group.ids().stream().map(String::valueOf).collect(Collectors.joining(", "));
		long more = group.count() - group.ids().size();
		return ((group.count() == 1) ? "id " : "ids ") + ids
				+ ((more > 0) ? " and " + DumpText.number(more) + " more" : "");
	}

}
