package dev.corral.internal.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class GroupCollectorTests {

	private static final LaunchSite SITE = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);

	private final GroupCollector exact = new GroupCollector(3);

	private final GroupCollector sampled = new GroupCollector(3);

	private final List<String> asked = new ArrayList<>();

	private long lastId;

	@Test
	void tasksWithEqualFramesAreOneGroup() {
		add("mail", 1, SITE);
		add("mail", 2, SITE);
		add("mail", 1, SITE);
		assertThat(read(this.exact).groups()).extracting(TaskGroup::count, TaskGroup::ids)
			.containsExactly(tuple(2L, List.of(1L, 3L)), tuple(1L, List.of(2L)));
	}

	@Test
	void nameStatusStateVerdictAndFramesTellGroupsApart() {
		GroupCollector collector = new GroupCollector(TaskGroups.MAX_GROUPS);
		for (GroupKey key : List.of(key("mail", 1), key("page", 1), key("mail", 2),
				GroupKey.exact("mail", TaskStatus.ENDING, Thread.State.WAITING, null, frames(1)),
				GroupKey.exact("mail", TaskStatus.RUNNING, Thread.State.RUNNABLE, null, frames(1)),
				GroupKey.exact("mail", TaskStatus.RUNNING, Thread.State.WAITING, LeakReason.STUCK, frames(1)))) {
			add(collector, key, SITE, null);
		}
		assertThat(read(collector).groups()).hasSize(6).allMatch((group) -> group.count() == 1);
	}

	@Test
	void groupTellsOfItsOldestFiveItsAgesAndWhereTheOldestCameFrom() {
		for (int i = 0; i < 8; i++) {
			add("mail", 1, (i < 7) ? SITE : new LaunchSite("com.acme.Other", "call", "Other.java", 1));
		}
		TaskGroup group = read(this.exact).groups().get(0);
		assertThat(group.ids()).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(group.oldestAge()).isEqualTo(Duration.ofSeconds(99));
		assertThat(group.youngestAge()).isEqualTo(Duration.ofSeconds(92));
		assertThat(group.launchSite()).isEqualTo(SITE);
		assertThat(group.launchedElsewhere()).isTrue();
		assertThat(group.stack()).containsExactly(frames(1));
	}

	@Test
	void equalPlacesAreNotElsewhere() {
		add("mail", 1, SITE);
		add("mail", 1, new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88));
		assertThat(read(this.exact).groups().get(0).launchedElsewhere()).isFalse();
	}

	@Test
	void leastNumerousAreCountedUnderOther() {
		for (int i = 0; i < 5; i++) {
			for (int j = 0; j <= i; j++) {
				add("mail", i, SITE);
			}
		}
		TaskGroups groups = read(this.exact);
		assertThat(groups.groups()).extracting(TaskGroup::count).containsExactly(5L, 4L, 3L);
		assertThat(groups.other()).isEqualTo(3);
		assertThat(groups.total()).isEqualTo(15);
	}

	@Test
	void numerousGroupStandsInTheEndHoweverManyCameBefore() {
		for (int i = 0; i < 1000; i++) {
			add("mail", i, SITE);
			if (i % 10 == 0) {
				add("page", 0, SITE);
			}
		}
		TaskGroups groups = read(this.exact);
		assertThat(groups.groups()).hasSize(3).first().satisfies((group) -> {
			assertThat(group.name()).isEqualTo("page");
			assertThat(group.count()).isEqualTo(100);
		});
		assertThat(groups.groups().stream().mapToLong(TaskGroup::count).sum() + groups.other()).isEqualTo(1100);
	}

	@Test
	void memoryIsBoundedByTheNumberOfGroups() {
		GroupCollector collector = new GroupCollector(TaskGroups.MAX_GROUPS);
		for (int i = 0; i < 50_000; i++) {
			add(collector, key("mail", i), SITE, null);
		}
		TaskGroups groups = read(collector);
		assertThat(groups.groups()).hasSize(TaskGroups.MAX_GROUPS);
		assertThat(groups.other()).isEqualTo(40_000);
		assertThat(groups.total()).isEqualTo(50_000);
	}

	@Test
	void framesAreSharedBetweenGroups() {
		add("mail", 1, SITE);
		add("page", 1, SITE);
		List<TaskGroup> groups = read(this.exact).groups();
		assertThat(groups.get(0).stack().get(0)).isSameAs(groups.get(1).stack().get(0));
	}

	@Test
	void sampleIsTakenOncePerGroup() {
		LaunchSite elsewhere = new LaunchSite("com.acme.Other", "call", "Other.java", 1);
		for (int i = 0; i < 3; i++) {
			sample("mail", SITE, null, 1);
			sample("mail", SITE, String.class, 2);
			sample("mail", elsewhere, null, 3);
		}
		TaskGroups groups = read(this.sampled);
		assertThat(groups.groups()).hasSize(3).allMatch((group) -> group.count() == 3);
		assertThat(groups.groups()).extracting((group) -> group.stack().get(0).getLineNumber())
			.containsExactly(1, 2, 3);
		assertThat(this.asked).hasSize(3);
	}

	@Test
	void groupWhoseFirstTaskHadNoFramesAsksTheNext() {
		add(this.sampled, sampledKey("mail", SITE, null), SITE, new StackTraceElement[0]);
		sample("mail", SITE, null, 7);
		assertThat(read(this.sampled).groups()).singleElement()
			.satisfies((group) -> assertThat(group.stack()).containsExactly(frames(7)));
	}

	@Test
	void nothingIsNoGroups() {
		assertThat(read(this.exact)).isEqualTo(new TaskGroups(List.of(), 0, 0, false));
	}

	private static TaskGroups read(GroupCollector collector) {
		List<TaskGroup> groups = collector.finish().stream().map(Group::read).toList();
		return new TaskGroups(groups, collector.other(), collector.total(), false);
	}

	private void add(String name, int line, LaunchSite site) {
		add(this.exact, key(name, line), site, null);
	}

	private void sample(String name, LaunchSite site, @Nullable Class<?> blocker, int line) {
		add(this.sampled, sampledKey(name, site, blocker), site, frames(line));
	}

	private void add(GroupCollector collector, GroupKey key, LaunchSite site, StackTraceElement @Nullable [] sample) {
		long id = ++this.lastId;
		collector.add(key, id, Duration.ofSeconds(100 - id).toNanos(), site, () -> {
			this.asked.add("task " + id);
			return (sample != null) ? Arrays.asList(sample) : List.of();
		});
	}

	private static GroupKey key(String name, int line) {
		return GroupKey.exact(name, TaskStatus.RUNNING, Thread.State.WAITING, null, frames(line));
	}

	private static GroupKey sampledKey(String name, LaunchSite site, @Nullable Class<?> blocker) {
		return GroupKey.sampled(name, TaskStatus.RUNNING, Thread.State.WAITING, null, site, blocker);
	}

	// New arrays and elements each time, as threads give them
	private static StackTraceElement[] frames(int line) {
		return new StackTraceElement[] { new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", line),
				new StackTraceElement("com.acme.Main", "main", "Main.java", 1) };
	}

}
