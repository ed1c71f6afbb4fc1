package dev.corral.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.LaunchSiteMode;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.internal.util.Glob;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadSideTests {

	private final Engine engine = new Engine((config) -> config.withMaxNames(3));

	private final Corral corral = this.engine.corral;

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void tasksAreShownInAscendingOrderWithStackAndLaunchSite() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.engine.running("task", this.engine::hold);
		}
		List<TaskSnapshot> shown = shown(TaskFilter.all());
		assertThat(shown).hasSize(100).extracting(TaskSnapshot::id).isSorted();
		assertThat(shown.get(0).stack()).anySatisfy((frame) -> assertThat(frame.getMethodName()).isEqualTo("hold"));
		assertThat(shown.get(0).launchSite().className()).isEqualTo(Engine.class.getName());
	}

	@Test
	void filtersNarrow() throws Exception {
		try (CancellationScope scope = this.corral.openScope("page"); CancellationScope inner = scope.openScope("in")) {
			Task<?> mail = this.engine.running("mail", this.engine::hold);
			this.engine.time.advance(Duration.ofMinutes(1));
			Task<?> part = this.engine.running(scope.task("part-1"), this.engine::hold);
			Task<?> deep = this.engine.running(inner.task("part-2"), this.engine::hold);
			mail.cancel("enough");
			long id = this.corral.monitor().scopes().get(0).id();
			assertThat(ids(TaskFilter.all().withName("part-*"))).containsExactly(part.id(), deep.id());
			assertThat(ids(TaskFilter.all().withName("*a*l"))).containsExactly(mail.id());
			assertThat(ids(TaskFilter.all().withScope("root/page"))).containsExactly(part.id(), deep.id());
			assertThat(ids(TaskFilter.all().withScope("root/pag"))).isEmpty();
			assertThat(ids(TaskFilter.all().withScope(id))).containsExactly(part.id(), deep.id());
			assertThat(ids(TaskFilter.all().withStatus(TaskStatus.ENDING))).containsExactly(mail.id());
			assertThat(ids(TaskFilter.all().withMinAge(Duration.ofMinutes(1)))).containsExactly(mail.id());
			assertThat(ids(TaskFilter.all().withAfter(part.id()))).containsExactly(deep.id());
			assertThat(shown(TaskFilter.all().withStacks(false)))
				.allSatisfy((task) -> assertThat(task.stack()).isEmpty());
			this.engine.release.countDown();
		}
	}

	@Test
	void leakedFirstThenTheOldest() throws Exception {
		Task<?> old = this.engine.running("old", this.engine::hold);
		Task<?> deaf = this.engine.running("deaf", this.engine::hold);
		deaf.cancel("enough");
		this.engine.time.advance(Duration.ofSeconds(6));
		assertThat(ids(TaskFilter.all().withLeakedFirst())).containsExactly(deaf.id(), old.id());
		assertThat(ids(TaskFilter.all().withLeaked(false))).containsExactly(old.id());
		StringBuilder dump = new StringBuilder();
		this.corral.dumps().write(TaskFilter.all().withLeakedFirst(), 1, dump);
		assertThat(dump.toString()).startsWith("corral tasks: 2 live, 1 leaked, 0 scopes at 2026-11-23T15:00:06.000Z")
			.contains("\"deaf\" [ENDING/WAITING, 6 seconds, leaked: OVERDUE] {scope: root}:")
			.doesNotContain("\"old\"")
			.endsWith("\nshown 1 of 2\n");
	}

	@Test
	void cursorSeesEveryTaskThatStaysWhileOthersComeAndGo() throws Exception {
		Set<Long> staying = new TreeSet<>();
		for (int i = 0; i < 200; i++) {
			staying.add(this.engine.running("stays", this.engine::hold).id());
			this.corral.launch("goes", () -> {
			});
		}
		Task<?> churn = this.engine.running("churn", () -> {
			while (this.engine.release.getCount() > 0) {
				this.corral.launch("goes", () -> {
				}).join();
			}
		});
		for (int round = 0; round < 50; round++) {
			List<Long> seen = ids(TaskFilter.all());
			assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).containsAll(staying);
		}
		this.engine.release.countDown();
		churn.awaitSettled(Duration.ofSeconds(30));
	}

	@Test
	void cursorStandsOnATaskThatSettles() throws Exception {
		List<Task<?>> tasks = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			tasks.add(this.engine.running("task", () -> new CountDownLatch(1).await()));
		}
		try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all())) {
			assertThat(cursor.next().map(TaskSnapshot::id)).contains(tasks.get(0).id());
			for (Task<?> task : tasks.subList(0, 63)) {
				task.cancel("enough");
				task.awaitSettled(Duration.ofSeconds(30));
			}
			assertThat(cursor.next().map(TaskSnapshot::id)).contains(tasks.get(63).id());
			assertThat(cursor.next()).isEmpty();
		}
	}

	@Test
	void findKnowsLiveTasksOnly() throws Exception {
		Task<?> task = this.engine.running("task", this.engine::hold);
		assertThat(this.corral.monitor().find(task.id())).map(TaskSnapshot::name).contains("task");
		this.engine.release.countDown();
		task.awaitSettled(Duration.ofSeconds(30));
		assertThat(this.corral.monitor().find(task.id())).isEmpty();
		assertThat(this.corral.monitor().find(-1)).isEmpty();
		assertThat(this.corral.monitor().find(Long.MAX_VALUE)).isEmpty();
	}

	@Test
	void scopesTellOfTheirTree() {
		try (CancellationScope outer = this.corral.openScope("outer",
				ScopeConfig.supervise().timeout(Duration.ofMinutes(1)));
				CancellationScope inner = outer.openScope("inner")) {
			inner.cancel("enough");
			List<ScopeSnapshot> scopes = this.corral.monitor().scopes();
			assertThat(scopes).extracting(ScopeSnapshot::path).containsExactly("root/outer", "root/outer/inner");
			assertThat(scopes.get(1).parent()).isEqualTo(scopes.get(0).id());
			assertThat(scopes.get(1).cancelled()).isEqualTo("enough");
			assertThat(scopes.get(0).deadline()).isNotNull();
			assertThat(this.corral.monitor().cancelScope(scopes.get(0).id(), "by id")).contains(true);
			assertThat(this.corral.monitor().cancelScope(scopes.get(0).id(), "by id")).contains(false);
			assertThat(this.corral.monitor().cancelScope(-1, "by id")).isEmpty();
		}
	}

	@Test
	void bodyLaunchedFromTwoPlacesShowsTheFirstUnlessSitesAreExact() throws Exception {
		try (Engine exact = new Engine((config) -> config.withLaunchSite(LaunchSiteMode.EXACT))) {
			TaskBody body = () -> new CountDownLatch(1).await();
			assertThat(List.of(siteOfFirst(this.engine, body), siteOfSecond(this.engine, body)))
				.containsExactly("siteOfFirst", "siteOfFirst");
			assertThat(List.of(siteOfFirst(exact, body), siteOfSecond(exact, body))).containsExactly("siteOfFirst",
					"siteOfSecond");
		}
	}

	private static String siteOfFirst(Engine engine, TaskBody body) {
		return siteOf(engine, engine.corral.launch("waits", body));
	}

	private static String siteOfSecond(Engine engine, TaskBody body) {
		return siteOf(engine, engine.corral.launch("waits", body));
	}

	private static String siteOf(Engine engine, Task<?> task) {
		String site = engine.corral.monitor().find(task.id()).orElseThrow().launchSite().methodName();
		task.cancel("seen");
		return site;
	}

	@Test
	void namesAboveTheLimitShareOther() throws Exception {
		List<String> names = new CopyOnWriteArrayList<>();
		this.corral.monitor().onName(names::add);
		for (int i = 0; i < 10; i++) {
			this.corral.launch("order-" + i, () -> {
			}).awaitSettled(Duration.ofSeconds(30));
		}
		this.engine.assertNothingIsLeft();
		assertThat(this.corral.monitor().countsByName()).containsOnlyKeys("order-0", "order-1", "order-2", "other");
		assertThat(this.corral.monitor().counts("other").settled()).isEqualTo(7);
		assertThat(this.corral.monitor().countsByName().values().stream().reduce(Counts.ZERO, Counts::plus))
			.isEqualTo(this.corral.counts());
		this.engine.time.awaitQuiet();
		assertThat(names).containsExactlyInAnyOrder("other", "order-0", "order-1", "order-2");
	}

	@Test
	void recentPanicsKeepTextOnlyAndAreBounded() throws Exception {
		for (int i = 0; i < 60; i++) {
			String message = "x".repeat(5000) + i;
			this.corral.launch("explode", () -> {
				throw new IllegalStateException(message);
			}).awaitSettled(Duration.ofSeconds(30));
		}
		this.engine.assertNothingIsLeft();
		List<RecentPanic> recent = this.corral.monitor().recentPanics();
		assertThat(recent).hasSize(50);
		assertThat(recent.get(0).task()).isGreaterThan(recent.get(1).task());
		assertThat(recent.get(0).message()).hasSize(RecentPanic.MAX_MESSAGE);
		assertThat(recent.get(0).stack()).isNotEmpty().hasSizeLessThanOrEqualTo(RecentPanic.MAX_FRAMES);
		assertThat(recent.get(0).exception()).isEqualTo("java.lang.IllegalStateException");
	}

	@Test
	void oldestAgesAreByName() throws Exception {
		this.engine.running("one", this.engine::hold);
		this.engine.time.advance(Duration.ofSeconds(3));
		this.engine.running("one", this.engine::hold);
		this.engine.running("two", this.engine::hold);
		assertThat(this.corral.monitor().oldestAges()).containsEntry("one", Duration.ofSeconds(3))
			.containsEntry("two", Duration.ZERO);
	}

	@Test
	void globsMatchWholeNames() {
		assertThat(Glob.matches("*", "")).isTrue();
		assertThat(Glob.matches("a*b*c", "a-b-b-c")).isTrue();
		assertThat(Glob.matches("a*b", "a-b-c")).isFalse();
		assertThat(Glob.matches("", "a")).isFalse();
		assertThat(Glob.matches("a", "ab")).isFalse();
		assertThat(Glob.matches("*".repeat(100) + "z", "a".repeat(10_000))).isFalse();
	}

	private List<TaskSnapshot> shown(TaskFilter filter) {
		List<TaskSnapshot> shown = new ArrayList<>();
		try (TaskCursor cursor = this.corral.monitor().tasks(filter)) {
			for (Optional<TaskSnapshot> task = cursor.next(); task.isPresent(); task = cursor.next()) {
				shown.add(task.get());
			}
		}
		return shown;
	}

	private List<Long> ids(TaskFilter filter) {
		return shown(filter.withStacks(false)).stream().map(TaskSnapshot::id).toList();
	}

}
