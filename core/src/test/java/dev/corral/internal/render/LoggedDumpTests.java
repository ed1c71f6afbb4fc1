package dev.corral.internal.render;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Limits;
import dev.corral.Task;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/** Dumps that go to the log, on demand and when a launcher gets full. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoggedDumpTests {

	private static final Duration LOOK = Duration.ofSeconds(10);

	private static final Duration HOUR = Duration.ofHours(1);

	private final LogOfCorral log = new LogOfCorral();

	private final Deque<Task<?>> held = new ArrayDeque<>();

	@AfterEach
	void endListening() {
		this.log.close();
	}

	private static Engine engine(int maxLive) {
		return new Engine((config) -> config.withMaxLive(maxLive).withCheckInterval(LOOK));
	}

	private void hold(Engine engine, int tasks) throws InterruptedException {
		while (this.held.size() < tasks) {
			Task<?> task = engine.running(engine.corral.task("held").longRunning(), new CountDownLatch(1)::await);
			engine.untilStateIs(task, Thread.State.WAITING);
			this.held.add(task);
		}
		while (this.held.size() > tasks) {
			Task<?> task = this.held.remove();
			task.cancel("no more");
			task.awaitSettled(HOUR);
		}
		engine.time.advance(LOOK);
	}

	private List<String> dumps() {
		return this.log.messages(Level.WARN).stream().filter((line) -> line.contains(" of at most ")).toList();
	}

	@Test
	void onDemandTheMostNumerousGroupsAreOneEvent() throws Exception {
		try (Engine engine = engine(1000)) {
			for (int i = 0; i < 60; i++) {
				engine.untilStateIs(engine.running("task-" + i, engine::hold), Thread.State.WAITING);
			}
			engine.untilStateIs(engine.running("task-59", engine::hold), Thread.State.WAITING);
			engine.corral.dumps().log();
		}
		assertThat(this.log.messages(Level.INFO)).singleElement()
			.asString()
			.startsWith("Dump on demand; corral tasks: 61 live, 0 leaked, 0 scopes at 2026-11-23T15:00:00.000Z\n")
			.contains("2 tasks \"task-59\" [", "\tat ")
			.endsWith("shown 51 of 61 in 50 of 60 groups\n");
	}

	@Test
	void namesCannotForgeALineOfTheLog() throws Exception {
		try (Engine engine = engine(1000)) {
			engine.running("a\n2026-11-23 ERROR forged\u001b[31m", engine::hold);
			engine.corral.dumps().log();
		}
		assertThat(this.log.messages(Level.INFO)).singleElement().asString().satisfies((text) -> {
			assertThat(text.lines()).noneMatch((line) -> line.startsWith("2026-11-23 ERROR"));
			assertThat(text.chars()).noneMatch((unit) -> unit < ' ' && unit != '\n' && unit != '\t');
		});
	}

	@Test
	void atNinetyPercentOneDump() throws Exception {
		try (Engine engine = engine(10)) {
			hold(engine, 8);
			assertThat(dumps()).isEmpty();
			hold(engine, 9);
			assertThat(dumps()).singleElement()
				.asString()
				.startsWith("Live tasks: 9 of at most 10 (property corral.max-live); corral tasks: 9 live, ")
				.contains("\n9 tasks \"held\" [", "\tat ")
				.contains("shown 9 of 9 in 1 of 1 group");
			hold(engine, 10);
			engine.time.advance(HOUR.multipliedBy(3));
			assertThat(dumps()).hasSize(1);
		}
	}

	@Test
	void notAgainBeforeFewerThanEightyPercent() throws Exception {
		try (Engine engine = engine(10)) {
			hold(engine, 9);
			hold(engine, 8);
			engine.time.advance(HOUR.multipliedBy(2));
			hold(engine, 10);
			assertThat(dumps()).hasSize(1);
			hold(engine, 7);
			hold(engine, 9);
			assertThat(dumps()).hasSize(2);
		}
	}

	@Test
	void notAgainBeforeAnHourIsOver() throws Exception {
		try (Engine engine = engine(10)) {
			hold(engine, 9);
			hold(engine, 1);
			hold(engine, 9);
			engine.time.advance(HOUR.minus(LOOK.multipliedBy(3)));
			assertThat(dumps()).hasSize(1);
			engine.time.advance(LOOK.multipliedBy(2));
			assertThat(dumps()).hasSize(2);
			engine.time.advance(HOUR.multipliedBy(2));
			assertThat(dumps()).hasSize(2);
		}
	}

	@Test
	void limitThatIsLoweredUnderTheTasksCounts() throws Exception {
		try (Engine engine = engine(1000)) {
			hold(engine, 9);
			assertThat(dumps()).isEmpty();
			engine.corral.limits(Limits.unchanged().withMaxLive(5));
			engine.time.advance(LOOK);
			assertThat(dumps()).singleElement().asString().startsWith("Live tasks: 9 of at most 5 ");
		}
	}

	@Test
	void withoutALimitNoLauncherIsFull() throws Exception {
		try (Engine engine = engine(0)) {
			hold(engine, 100);
			engine.time.advance(HOUR);
			assertThat(dumps()).isEmpty();
		}
	}

}
