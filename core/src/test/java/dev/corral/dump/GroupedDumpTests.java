package dev.corral.dump;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupedDumpTests {

	private final Engine engine = new Engine();

	private final Corral corral = this.engine.corral;

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@ParameterizedTest
	@EnumSource
	void tasksOfOneNameAtOnePlaceAreOneGroup(Grouping grouping) throws Exception {
		List<Long> ids = waiting("mail", 3);
		this.engine.time.advance(Duration.ofMinutes(1));
		List<Long> more = waiting("mail", 4);
		waiting("page", 2);
		TaskGroups groups = this.corral.dumps().groups(TaskFilter.all(), grouping);
		assertThat(groups.total()).isEqualTo(9);
		assertThat(groups.sampled()).isEqualTo(grouping == Grouping.SAMPLED);
		assertThat(groups.groups()).extracting(TaskGroup::name).containsExactly("mail", "page");
		TaskGroup mail = groups.groups().get(0);
		assertThat(mail.count()).isEqualTo(7);
		assertThat(mail.ids()).containsExactly(ids.get(0), ids.get(1), ids.get(2), more.get(0), more.get(1));
		assertThat(mail.oldestAge()).isEqualTo(Duration.ofMinutes(1));
		assertThat(mail.youngestAge()).isEqualTo(Duration.ZERO);
		assertThat(mail.status()).isEqualTo(TaskStatus.RUNNING);
		assertThat(mail.state()).isEqualTo(Thread.State.WAITING);
		assertThat(mail.launchSite().className()).isEqualTo(Engine.class.getName());
		assertThat(mail.stack()).anySatisfy((frame) -> assertThat(frame.getMethodName()).isEqualTo("hold"));
	}

	@ParameterizedTest
	@EnumSource
	void filterSaysWhichTasksAndWhetherWithStacks(Grouping grouping) throws Exception {
		waiting("mail", 3);
		waiting("page", 2);
		TaskGroups groups = this.corral.dumps()
			.groups(TaskFilter.all().withName("pa*").withStacks(false).withLeakedFirst(), grouping);
		assertThat(groups.total()).isEqualTo(2);
		assertThat(groups.groups()).singleElement().satisfies((group) -> assertThat(group.stack()).isEmpty());
	}

	@Test
	void verdictAndStatusTellGroupsApart() throws Exception {
		waiting("mail", 2);
		Task<?> deaf = this.engine.running("mail", this.engine::hold);
		deaf.cancel("enough");
		this.engine.time.advance(Duration.ofSeconds(6));
		this.engine.untilStateIs(deaf, Thread.State.WAITING);
		assertThat(this.corral.dumps().groups(TaskFilter.all(), Grouping.EXACT).groups()).hasSize(2)
			.anySatisfy((group) -> assertThat(group.leak()).isEqualTo(LeakReason.OVERDUE));
		StringBuilder text = new StringBuilder();
		this.corral.dumps().writeGrouped(TaskFilter.all(), Grouping.EXACT, 1, text);
		assertThat(text.toString()).startsWith("corral tasks: 3 live, 1 leaked, 0 scopes at 2026-11-23T15:00:06.000Z\n")
			.contains("\n2 tasks \"mail\" [WAITING, 6 seconds]:\nids ")
			.doesNotContain("OVERDUE")
			.endsWith("\n\nshown 2 of 3 in 1 of 2 groups\n");
	}

	@Test
	void exactTellsPlacesApartThatASampleDoesNot() throws Exception {
		Object blocker = new Object();
		CountDownLatch begun = new CountDownLatch(2);
		for (boolean deep : new boolean[] { false, true }) {
			Task<?> task = this.engine.running("park", () -> {
				begun.countDown();
				if (deep) {
					parkDeeper(blocker);
				}
				else {
					park(blocker);
				}
			});
			this.engine.untilStateIs(task, Thread.State.WAITING);
		}
		assertThat(this.corral.dumps().groups(TaskFilter.all(), Grouping.EXACT).groups()).hasSize(2);
		assertThat(this.corral.dumps().groups(TaskFilter.all(), Grouping.SAMPLED).groups()).hasSize(1);
	}

	private void parkDeeper(Object blocker) {
		park(blocker);
	}

	private void park(Object blocker) {
		while (!Thread.currentThread().isInterrupted()) {
			LockSupport.park(blocker);
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyTaskThatStaysIsCountedWhileOthersComeAndGo(Grouping grouping) throws Exception {
		waiting("stays", 200);
		Task<?> churn = this.engine.running("churn", () -> {
			while (this.engine.release.getCount() > 0) {
				this.corral.launch("goes", () -> {
				}).join();
			}
		});
		for (int round = 0; round < 30; round++) {
			TaskGroups groups = this.corral.dumps().groups(TaskFilter.all(), grouping);
			long staying = groups.groups()
				.stream()
				.filter((group) -> group.name().equals("stays"))
				.mapToLong(TaskGroup::count)
				.sum();
			assertThat(staying).isEqualTo(200);
			assertThat(groups.groups().stream().mapToLong(TaskGroup::count).sum()).isEqualTo(groups.total());
			assertThat(groups.groups()).noneMatch((group) -> group.status().isSettled());
		}
		this.engine.release.countDown();
		churn.awaitSettled(Duration.ofSeconds(30));
	}

	@Test
	void launcherWithoutTasksHasNoGroups() {
		StringBuilder text = new StringBuilder();
		this.corral.dumps().writeGrouped(TaskFilter.all(), Grouping.EXACT, 1, text);
		assertThat(text.toString()).endsWith("Z\n\nshown 0 of 0 in 0 of 0 groups\n");
	}

	private List<Long> waiting(String name, int number) throws InterruptedException {
		Task<?>[] tasks = new Task<?>[number];
		for (int i = 0; i < number; i++) {
			tasks[i] = this.engine.running(name, this.engine::hold);
			this.engine.untilStateIs(tasks[i], Thread.State.WAITING);
		}
		return List.of(tasks).stream().map(Task::id).toList();
	}

}
