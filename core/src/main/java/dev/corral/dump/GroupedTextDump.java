package dev.corral.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.stream.Collectors;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.TaskGroup;
import dev.corral.snapshot.TaskGroups;

/**
 * Writes groups of tasks as text: a headline, which says when stacks are samples, a block
 * a group, and last how much was shown. Everything users named is escaped. To be used by
 * one thread.
 */
public final class GroupedTextDump {

	private final Appendable out;

	private final FrameLines frames = new FrameLines();

	/**
	 * Makes a dump.
	 * @param out where it goes; what it throws comes out as {@link UncheckedIOException}
	 */
	public GroupedTextDump(Appendable out) {
		this.out = out;
	}

	/**
	 * Writes all of it.
	 * @param counts the books
	 * @param scopes how many scopes are open
	 * @param at the time of day
	 * @param groups the groups
	 * @param limit how many of them at most
	 */
	public void write(Counts counts, int scopes, Instant at, TaskGroups groups, long limit) {
		append(Words.headline(counts, scopes, at) + (groups.sampled() ? ", sampled=true\n" : "\n"));
		long shown = 0;
		long tasks = 0;
		for (TaskGroup group : groups.groups()) {
			if (shown >= limit) {
				break;
			}
			append(block(group));
			shown++;
			tasks += group.count();
		}
		if (groups.other() > 0) {
			append("\n" + Words.amount(groups.other(), "task") + " under other\n");
		}
		append("\nshown " + Words.number(tasks) + " of " + Words.number(groups.total()) + " in " + Words.number(shown)
				+ " of " + Words.amount(groups.groups().size(), "group") + "\n");
	}

	private StringBuilder block(TaskGroup group) {
		StringBuilder block = new StringBuilder("\n").append(Words.amount(group.count(), "task"))
			.append(" \"")
			.append(Printable.of(group.name()))
			.append("\" [")
			.append(Words.state(group.status(), group.state()))
			.append(", ")
			.append(Words.ages(group.youngestAge(), group.oldestAge()));
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
				+ ((more > 0) ? " and " + Words.number(more) + " more" : "");
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
