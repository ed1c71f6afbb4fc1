package dev.corral.internal.render;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.corral.monitor.LaunchSite;

/**
 * Counts tasks and sums up their ages by what they have in common, in memory bounded by
 * the number of groups. Give it the oldest tasks first. Used by one thread.
 */
final class GroupCollector {

	/*-
	 * Which groups are the most numerous is known only at the end. Twice as many as are
	 * shown are kept; when there are more, the less numerous half is folded into one
	 * number. So a group above a ten-thousandth of all tasks is in the result, even
	 * when ten thousand others came before it.
	 */

	private final Map<GroupKey, Group> groups = new HashMap<>();

	/** Stacks that differ do so in few of their frames, so equal frames are kept once. */
	private final Map<StackTraceElement, StackTraceElement> frames = new HashMap<>();

	private final int most;

	private long total;

	private long other;

	private long otherAgeNanos;

	/**
	 * Makes a collector.
	 * @param most how many groups are kept in the end
	 */
	GroupCollector(int most) {
		this.most = most;
	}

	/**
	 * Counts a task.
	 * @param key what it has in common with others
	 * @param id its id
	 * @param ageNanos nanoseconds since it was launched, not negative
	 * @param launchSite who launched it
	 * @param sample asked for a stack by groups that have none
	 */
	void add(GroupKey key, long id, long ageNanos, LaunchSite launchSite, Supplier<List<StackTraceElement>> sample) {
		Group group = this.groups.get(key);
		if (group == null) {
			group = open(key, launchSite);
		}
		if (group.frames.isEmpty()) {
			group.frames = share(sample.get());
		}
		group.add(id, ageNanos, launchSite);
		this.total++;
	}

	private Group open(GroupKey key, LaunchSite launchSite) {
		if (this.groups.size() >= 2 * this.most) {
			fold();
		}
		share(key.frames());
		Group group = new Group(key, launchSite);
		this.groups.put(key, group);
		return group;
	}

	private List<StackTraceElement> share(List<StackTraceElement> stack) {
		for (int i = 0; i < stack.size(); i++) {
			StackTraceElement known = this.frames.putIfAbsent(stack.get(i), stack.get(i));
			if (known != null) {
				stack.set(i, known);
			}
		}
		return stack;
	}

	private void fold() {
		List<Group> ordered = ordered();
		for (Group group : ordered.subList(Math.min(this.most, ordered.size()), ordered.size())) {
			this.groups.remove(group.key);
			this.other += group.count();
			this.otherAgeNanos = Group.sum(this.otherAgeNanos, group.ageNanos());
		}
		this.frames.clear();
	}

	private List<Group> ordered() {
		return this.groups.values().stream().sorted(Group.ORDER).toList();
	}

	/**
	 * Ends the count.
	 * @return the groups that are kept, most numerous first
	 */
	List<Group> finish() {
		fold();
		return ordered();
	}

	// How many tasks are in no group that is kept
	long other() {
		return this.other;
	}

	long otherAgeNanos() {
		return this.otherAgeNanos;
	}

	long total() {
		return this.total;
	}

}
