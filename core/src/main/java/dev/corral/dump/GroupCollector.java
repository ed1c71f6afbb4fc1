package dev.corral.dump;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;

/**
 * Counts tasks by the places they are at, in memory bounded by the number of groups. Give
 * it the oldest tasks first. To be used by one thread.
 */
public final class GroupCollector {

	/*-
	 * Which groups are the most numerous is known only at the end. Twice as many as are
	 * shown are held; when there are more, the less numerous half is folded into one
	 * number. A group above a ten-thousandth of all tasks thus stands in the end, even
	 * when ten thousand others came before it.
	 *
	 * Frames are shared between groups: stacks that differ do so in few of them.
	 */

	private final Map<GroupKey, Group> groups = new HashMap<>();

	private final SharedFrames frames = new SharedFrames();

	private final Grouping grouping;

	private final int most;

	private long other;

	private long total;

	/**
	 * Makes a collector.
	 * @param grouping by what kind of key tasks are told apart
	 */
	public GroupCollector(Grouping grouping) {
		this(grouping, TaskGroups.MAX_GROUPS);
	}

	GroupCollector(Grouping grouping, int most) {
		this.grouping = grouping;
		this.most = most;
	}

	/**
	 * Counts a task.
	 * @param key where it is
	 * @param id its id
	 * @param ageNanos nanoseconds since it was launched
	 * @param launchSite who launched it
	 * @param stack asked for a sample by groups that have none
	 */
	public void add(GroupKey key, long id, long ageNanos, LaunchSite launchSite, Supplier<StackTraceElement[]> stack) {
		Group group = this.groups.get(key);
		if (group == null) {
			group = open(key, launchSite);
		}
		if (this.grouping == Grouping.SAMPLED && group.frames.length == 0) {
			group.frames = this.frames.share(stack.get());
		}
		group.add(id, ageNanos, launchSite);
		this.total++;
	}

	private Group open(GroupKey key, LaunchSite launchSite) {
		if (this.groups.size() >= 2 * this.most) {
			fold();
		}
		this.frames.share(key.frames);
		Group group = new Group(key, launchSite);
		this.groups.put(key, group);
		return group;
	}

	private void fold() {
		List<Group> ordered = ordered();
		for (Group group : ordered.subList(Math.min(this.most, ordered.size()), ordered.size())) {
			this.groups.remove(group.key);
			this.other += group.count();
		}
		this.frames.clear();
	}

	private List<Group> ordered() {
		return this.groups.values().stream().sorted(Group.ORDER).toList();
	}

	/**
	 * What was counted.
	 * @return the groups of this moment, most numerous first
	 */
	public TaskGroups groups() {
		fold();
		List<TaskGroup> read = ordered().stream().map(Group::read).toList();
		return new TaskGroups(read, this.other, this.total, this.grouping == Grouping.SAMPLED);
	}

}
