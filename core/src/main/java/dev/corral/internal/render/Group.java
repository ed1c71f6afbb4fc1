package dev.corral.internal.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.TaskGroup;

/** A group that grows during a walk over tasks. Used by one thread. */
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

	private long ageNanos;

	/** Of the whole group, or of one of its tasks. */
	List<StackTraceElement> frames;

	Group(GroupKey key, LaunchSite launchSite) {
		this.key = key;
		this.frames = key.frames();
		this.launchSite = launchSite;
	}

	void add(long id, long age, LaunchSite site) {
		this.count++;
		if (this.ids.size() < TaskGroup.MAX_IDS) {
			this.ids.add(id);
		}
		this.ageNanos = sum(this.ageNanos, age);
		this.oldestNanos = Math.max(this.oldestNanos, age);
		this.youngestNanos = Math.min(this.youngestNanos, age);
		this.launchedElsewhere |= !this.launchSite.equals(site);
	}

	// Of ages, which are not negative; stops at the greatest number
	static long sum(long one, long other) {
		return one + Math.min(other, Long.MAX_VALUE - one);
	}

	long count() {
		return this.count;
	}

	long ageNanos() {
		return this.ageNanos;
	}

	TaskGroup read() {
		return new TaskGroup(this.count, this.key.name(), this.key.status(), Objects.requireNonNull(this.key.state()),
				this.key.leak(), Duration.ofNanos(this.oldestNanos), Duration.ofNanos(this.youngestNanos), this.ids,
				this.launchSite, this.launchedElsewhere, this.frames);
	}

}
