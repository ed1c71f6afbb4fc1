package dev.corral.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

import org.jspecify.annotations.Nullable;

/**
 * One ancestor of a task and, through it, the rest: at most {@value #MAX_DEPTH} nodes of
 * plain data, never a task or a thread. Immutable.
 */
public final class Lineage {

	/** How many ancestors are kept. */
	public static final int MAX_DEPTH = 16;

	private final long id;

	private final String name;

	private final LaunchSite launchSite;

	private final @Nullable Lineage parent;

	private final int depth;

	private final int dropped;

	private Lineage(long id, String name, LaunchSite launchSite, @Nullable Lineage parent, int dropped) {
		this.id = id;
		this.name = name;
		this.launchSite = launchSite;
		this.parent = parent;
		this.depth = (parent != null) ? parent.depth + 1 : 1;
		this.dropped = dropped;
	}

	/**
	 * The lineage of the children of a task.
	 * @param id the task's id
	 * @param name the task's name
	 * @param launchSite where the task was launched
	 * @param ancestors the task's own lineage, {@code null} when nothing launched it
	 * @return the lineage, cut at {@value #MAX_DEPTH} nodes
	 */
	public static Lineage of(long id, String name, LaunchSite launchSite, @Nullable Lineage ancestors) {
		if (ancestors == null) {
			return new Lineage(id, name, launchSite, null, 0);
		}
		int total = ancestors.depth + ancestors.dropped;
		Lineage kept = cut(ancestors, MAX_DEPTH - 1);
		return new Lineage(id, name, launchSite, kept, total - kept.depth);
	}

	private static Lineage cut(Lineage lineage, int depth) {
		if (lineage.depth <= depth) {
			return lineage;
		}
		List<Lineage> nearest = new ArrayList<>(depth);
		for (Lineage node = lineage; node != null && nearest.size() < depth; node = node.parent) {
			nearest.add(node);
		}
		Lineage copy = null;
		for (int i = nearest.size() - 1; i >= 0; i--) {
			Lineage node = nearest.get(i);
			copy = new Lineage(node.id, node.name, node.launchSite, copy, 0);
		}
		return (copy != null) ? copy : lineage;
	}

	/**
	 * The id of the nearest ancestor.
	 * @return a task id
	 */
	public long id() {
		return this.id;
	}

	/**
	 * The name of the nearest ancestor.
	 * @return a task name as its launcher gave it
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Whether a task is among the kept ancestors.
	 * @param task a task id
	 * @return {@code true} when it is
	 */
	public boolean contains(long task) {
		return anyMatch((id) -> id == task);
	}

	/**
	 * Whether one of the kept ancestors is wanted.
	 * @param wanted asked with the ids of tasks, nearest first
	 * @return {@code true} when it is for one of them
	 */
	public boolean anyMatch(LongPredicate wanted) {
		for (Lineage node = this; node != null; node = node.parent) {
			if (wanted.test(node.id)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether there are more ancestors than are kept.
	 * @return {@code true} when some are not
	 */
	public boolean isCut() {
		return this.dropped > 0;
	}

	/**
	 * Where the kept ancestors were launched.
	 * @return their launch sites, nearest ancestor first, never empty
	 */
	public List<LaunchSite> launchSites() {
		List<LaunchSite> sites = new ArrayList<>(this.depth);
		for (Lineage node = this; node != null; node = node.parent) {
			sites.add(node.launchSite);
		}
		return sites;
	}

	/**
	 * Every kept ancestor, nearest first, one line each; last, how many more there were.
	 * Names and launch sites are escaped.
	 * @return the lines, never empty
	 */
	public List<String> lines() {
		List<String> lines = new ArrayList<>();
		for (Lineage node = this; node != null; node = node.parent) {
			lines.add("task " + node.id + " \"" + Printable.of(node.name) + "\" launched by "
					+ Printable.of(node.launchSite.toString()));
		}
		if (this.dropped > 0) {
			lines.add(this.dropped + " more");
		}
		return lines;
	}

}
