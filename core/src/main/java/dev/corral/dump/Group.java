package dev.corral.dump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.TaskGroup;

/** A group that grows while tasks are walked over. Used by one thread. */
final class Group {

	/** Most numerous first, then the oldest first. */
	static final Comparator<Group> ORDER = Comparator.comparingLong((Group group) -> group.count)
		.reversed()
		.thenComparingLong((group) -> group.ids.get(0));

	final GroupKey key;

	private final List<Long> ids = new ArrayList<>(1);

	private final LaunchSite launchSite;

	private boolean launchedElsewhere;

	private long oldestNanos = Long.MIN_VALUE;

	private long youngestNanos = Long.MAX_VALUE;

	private long count;

	/** Of the whole group, or a sample of it. */
	StackTraceElement[] frames;

	Group(GroupKey key, LaunchSite launchSite) {
		this.key = key;
		this.frames = key.frames;
		this.launchSite = launchSite;
	}

	void add(long id, long ageNanos, LaunchSite site) {
		this.count++;
		if (this.ids.size() < TaskGroup.MAX_IDS) {
			this.ids.add(id);
		}
		this.oldestNanos = Math.max(this.oldestNanos, ageNanos);
		this.youngestNanos = Math.min(this.youngestNanos, ageNanos);
		this.launchedElsewhere |= !GroupKey.isSamePlace(this.launchSite, site);
	}

	long count() {
		return this.count;
	}

	TaskGroup read() {
		return new TaskGroup(this.count, this.key.name, this.key.status, this.key.state, this.key.leak,
				Duration.ofNanos(this.oldestNanos), Duration.ofNanos(this.youngestNanos), this.ids, this.launchSite,
				this.launchedElsewhere, List.of(this.frames));
	}

}
