package dev.corral.dump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskProfileTests {

	private final Engine engine = new Engine();

	private final Corral corral = this.engine.corral;

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void tasksOfOneNameAtOnePlaceAreOneSample() throws Exception {
		waiting("mail", 3);
		this.engine.time.advance(Duration.ofMinutes(1));
		waiting("mail", 1);
		waiting("page", 1);
		PprofFile file = profile(TaskFilter.all(), ProfileStack.THREAD);
		assertThat(file.samples()).hasSize(2).first().satisfies((sample) -> {
			assertThat(sample.tasks()).isEqualTo(4);
			assertThat(sample.ageNanos()).isEqualTo(Duration.ofMinutes(3).toNanos());
			assertThat(sample.labels()).isEqualTo(Map.of("name", "mail", "status", "RUNNING", "scope", "root"));
			assertThat(sample.stack())
				.anySatisfy((frame) -> assertThat(frame.function()).isEqualTo(Engine.class.getName() + ".hold"));
		});
		assertThat(profile(TaskFilter.all().withName("p*").withStacks(false), ProfileStack.THREAD).samples())
			.singleElement()
			.satisfies(
					(sample) -> assertThat(sample.stack()).containsExactly(new PprofFile.Frame("[no stack]", "", 0)));
	}

	@Test
	void leakedTasksAreLabelledAndCanBeHadAlone() throws Exception {
		waiting("mail", 2);
		Task<?> deaf = this.engine.running("mail", this.engine::hold);
		deaf.cancel("enough");
		this.engine.time.advance(Duration.ofSeconds(6));
		this.engine.untilStateIs(deaf, Thread.State.WAITING);
		assertThat(profile(TaskFilter.all(), ProfileStack.THREAD).tasks()).isEqualTo(3);
		assertThat(profile(TaskFilter.all().withLeaked(true), ProfileStack.THREAD).samples()).singleElement()
			.satisfies((sample) -> assertThat(sample.labels())
				.isEqualTo(Map.of("name", "mail", "status", "ENDING", "scope", "root", "leak", "OVERDUE")));
	}

	@Test
	void launchSitesOfTaskAndAncestorsAreTheStack() throws Exception {
		List<Task<?>> children = new ArrayList<>();
		Task<?> parent = this.engine.running("parent", () -> {
			children.add(this.engine.running("child", this.engine::hold));
			this.engine.hold();
		});
		this.engine.untilStateIs(parent, Thread.State.WAITING);
		PprofFile file = profile(TaskFilter.all(), ProfileStack.LAUNCH);
		assertThat(file.comments()).singleElement().asString().contains("launch site");
		PprofFile.Frame launched = frame(launchSite(parent));
		assertThat(sample(file, "parent").stack()).containsExactly(launched);
		assertThat(sample(file, "child").stack()).containsExactly(frame(launchSite(children.get(0))), launched);
	}

	private LaunchSite launchSite(Task<?> task) {
		return this.corral.monitor().find(task.id()).orElseThrow().launchSite();
	}

	private static PprofFile.Frame frame(LaunchSite site) {
		return new PprofFile.Frame(site.className() + "." + site.methodName(), site.fileName(), site.line());
	}

	private static PprofFile.Sample sample(PprofFile file, String name) {
		return file.samples()
			.stream()
			.filter((sample) -> name.equals(sample.labels().get("name")))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@EnumSource
	void totalsByNameAreThoseOfTheWalkForHostileNamesAndScopesToo(ProfileStack stack) throws Exception {
		List<String> names = List.of("two\nlines", "\u0000", "\ud800", "\"} \\ {\"", "a".repeat(10_000),
				"\u001b[31mred", "other", "é漢😀");
		List<CancellationScope> scopes = new ArrayList<>();
		for (String name : names) {
			waiting(name, 2);
			CancellationScope scope = this.corral.openScope(name, ScopeConfig.supervise());
			scopes.add(scope);
			this.engine.running(scope.task("in-scope"), this.engine::hold);
		}
		Map<String, Long> expected = new HashMap<>();
		try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all().withStacks(false))) {
			for (TaskSnapshot task = cursor.next().orElse(null); task != null; task = cursor.next().orElse(null)) {
				expected.merge(label(task.name()) + " in " + label(task.scope()), 1L, Long::sum);
			}
		}
		Map<String, Long> profiled = new HashMap<>();
		PprofFile file = profile(TaskFilter.all(), stack);
		file.samples()
			.forEach((sample) -> profiled.merge(sample.labels().get("name") + " in " + sample.labels().get("scope"),
					sample.tasks(), Long::sum));
		assertThat(profiled).isEqualTo(expected).hasSize(2 * names.size());
		assertThat(file.tasks()).isEqualTo(3L * names.size());
		assertThat(this.corral.dumps().profile(TaskFilter.all(), stack).tasks()).isEqualTo(file.tasks());
		this.engine.release.countDown();
		scopes.forEach(CancellationScope::close);
	}

	private static String label(String text) {
		return Printable.of(Printable.cut(text, 256));
	}

	private void waiting(String name, int number) throws Exception {
		for (int i = 0; i < number; i++) {
			this.engine.untilStateIs(this.engine.running(name, this.engine::hold), Thread.State.WAITING);
		}
	}

	private PprofFile profile(TaskFilter filter, ProfileStack stack) throws Exception {
		return PprofFile.of(this.corral.dumps().profile(filter, stack).toPprof());
	}

}
