package dev.corral;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Engine engine = new Engine((config) -> config.withCancelGrace(Duration.ofSeconds(5)));

	@AfterEach
	void nothingIsLeft() throws Exception {
		this.engine.close();
	}

	@Test
	void timeoutFreesTheCallerWhenTheBodyIgnoresInterruption() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("deaf").timeout(LIMIT), this.engine::hold);
		this.engine.time.advance(LIMIT);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(TaskTimeoutException.class);
		assertThat(task.outcome()).contains(new Outcome.TimedOut<>(LIMIT));
		assertThat(task.status()).isEqualTo(TaskStatus.ENDING);
	}

	@Test
	void timeoutDoesNotPassBeforeItsTime() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("slow").timeout(LIMIT), this.engine::hold);
		this.engine.time.advance(LIMIT.minusNanos(1));
		assertThat(task.isDone()).isFalse();
		this.engine.time.advance(Duration.ofNanos(1));
		assertThat(task.isDone()).isTrue();
	}

	@Test
	void timeoutInterruptsTheBody() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("polite").timeout(LIMIT),
				() -> new CountDownLatch(1).await());
		this.engine.time.advance(LIMIT);
		Engine.until(() -> task.status() == TaskStatus.TIMED_OUT);
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void defaultTimeoutHoldsForTasksThatNameNone() throws Exception {
		try (Engine own = new Engine((config) -> config.withDefaultTimeout(LIMIT))) {
			Task<?> task = own.running("plain", own::hold);
			Task<?> free = own.running(own.corral.task("free").noTimeout(), own::hold);
			own.time.advance(LIMIT);
			assertThat(task.isDone()).isTrue();
			assertThat(free.isDone()).isFalse();
		}
	}

	@Test
	void configuredTimeoutBeatsTheCode() throws Exception {
		try (Engine own = new Engine((config) -> config
			.withTaskSettings(java.util.Map.of("slow", TaskSettings.none().withTimeout(Engine.SECOND))))) {
			Task<?> task = own.running(own.corral.task("slow").timeout(LIMIT), own::hold);
			own.time.advance(Engine.SECOND);
			assertThat(task.outcome()).contains(new Outcome.TimedOut<>(Engine.SECOND));
		}
	}

	@Test
	void shortTaskWithATimeoutNeverEntersTheHeap() throws Exception {
		for (int i = 0; i < 1000; i++) {
			this.engine.corral.task("short").timeout(LIMIT).launch(() -> {
			}).awaitSettled(LIMIT);
		}
		assertThat(Parts.of(this.engine.corral).deadlines().size()).isZero();
	}

	@Test
	void everyOneOfManyDeadlinesIsMet() throws Exception {
		Task<?>[] tasks = new Task<?>[100];
		for (int i = 0; i < tasks.length; i++) {
			int seconds = 1 + (i * 37) % tasks.length;
			tasks[i] = this.engine.running(this.engine.corral.task("many").timeout(Duration.ofSeconds(seconds)),
					this.engine::hold);
		}
		for (int second = 1; second <= tasks.length; second++) {
			this.engine.time.advance(Engine.SECOND);
			int now = second;
			assertThat(tasks).filteredOn(Task::isDone).hasSize(now);
		}
	}

	@Test
	void scopeTimeoutEndsItsTasksAsTimedOut() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("page", ScopeConfig.failFast().timeout(LIMIT))) {
			Task<?> task = this.engine.running(scope.task("part"), () -> new CountDownLatch(1).await());
			assertThat(scope.remaining()).contains(LIMIT);
			this.engine.time.advance(LIMIT);
			assertThat(task.outcome()).contains(new Outcome.TimedOut<>(LIMIT));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.withCauseInstanceOf(TaskTimeoutException.class);
			assertThat(scope.launch("late", () -> {
			}).isCancelled()).isTrue();
		}
	}

	@Test
	void earlierOfTaskAndScopeTimeoutWins() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("page", ScopeConfig.supervise().timeout(LIMIT))) {
			Task<?> brief = this.engine.running(scope.task("brief").timeout(Engine.SECOND), this.engine::hold);
			Task<?> lengthy = this.engine.running(scope.task("lengthy").timeout(LIMIT.multipliedBy(2)),
					this.engine::hold);
			this.engine.time.advance(LIMIT);
			assertThat(brief.outcome()).contains(new Outcome.TimedOut<>(Engine.SECOND));
			assertThat(lengthy.outcome()).contains(new Outcome.TimedOut<>(LIMIT));
			this.engine.release.countDown();
		}
	}

	@Test
	void timeSpentInTheQueueDoesNotCount() throws Exception {
		CountDownLatch carriers = new CountDownLatch(1);
		this.engine.time.faults().holdTaskThreads(carriers);
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = this.engine.corral.task("late").timeout(Engine.SECOND).launch(() -> {
			begun.countDown();
			new CountDownLatch(1).await();
		});
		this.engine.time.advance(Duration.ofMinutes(1));
		assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
		carriers.countDown();
		begun.await();
		this.engine.time.advance(Duration.ofMillis(999));
		assertThat(task.isDone()).isFalse();
		this.engine.time.advance(Duration.ofMillis(1));
		assertThat(task.outcome()).contains(new Outcome.TimedOut<>(Engine.SECOND));
	}

	@Test
	void timeoutIsLoggedOnceWithTheLaunchSite() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> task = this.engine.running(this.engine.corral.task("slow").timeout(Engine.SECOND),
					() -> new CountDownLatch(1).await());
			this.engine.time.advance(Engine.SECOND);
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(log.messages(Level.INFO)).filteredOn((line) -> line.contains("timed out"))
				.singleElement()
				.asString()
				.contains("\"slow\"", "after 1 s", "launched by ");
		}
	}

	@Test
	void timeoutOfAScopeIsLoggedOnceForAllItsTasks() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("brief", ScopeConfig.failFast().timeout(Engine.SECOND));
		try (LogOfCorral log = new LogOfCorral()) {
			for (int i = 0; i < 5; i++) {
				this.engine.running(scope.task("slow"), () -> new CountDownLatch(1).await());
			}
			this.engine.time.advance(Engine.SECOND);
			scope.close();
			assertThat(log.messages(Level.INFO)).filteredOn((line) -> line.contains("timed out"))
				.singleElement()
				.asString()
				.contains("root/brief", "after 1 s", "5 unfinished tasks");
		}
	}

	@Test
	void timeoutOfAScopeNamesTheLateTasksWithTheirStacks() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("page",
				ScopeConfig.supervise().timeout(Engine.SECOND)); LogOfCorral log = new LogOfCorral()) {
			scope.call("quick", () -> 1).join();
			Task<?> slow = this.engine.running(scope.task("slow"), this.engine::hold);
			this.engine.untilStateIs(slow, Thread.State.WAITING);
			try (CancellationScope below = scope.openScope("below")) {
				Task<?> nested = this.engine.running(below.task("nested"), this.engine::hold);
				this.engine.time.advance(Engine.SECOND);
				this.engine.time.awaitQuiet();
				assertThat(log.messages(Level.INFO)).filteredOn((line) -> line.contains("timed out"))
					.singleElement()
					.asString()
					.contains("with 2 unfinished tasks: task " + slow.id() + " \"slow\", task " + nested.id(),
							"\"nested\"", System.lineSeparator() + "task " + slow.id() + " \"slow\":", "Engine.hold(")
					.doesNotContain("quick");
				this.engine.release.countDown();
			}
		}
	}

	@Test
	void scopeWhoseNameReadsLikeATimeoutIsNamedInFull() throws Exception {
		String name = "page exceeded its timeout of old";
		try (CancellationScope scope = this.engine.corral.openScope(name,
				ScopeConfig.failFast().timeout(Engine.SECOND))) {
			Task<?> slow = this.engine.running(scope.task("slow"), () -> new CountDownLatch(1).await());
			this.engine.time.advance(Engine.SECOND);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(slow::join)
				.havingRootCause()
				.withMessage("task " + slow.id() + " \"slow\" was ended with its scope: scope root/" + name
						+ " exceeded its timeout of 1 s");
		}
	}

	@Test
	void rootCauseOfAJoinNamesTheLateTask() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("page",
				ScopeConfig.failFast().timeout(Engine.SECOND))) {
			Task<?> slow = this.engine.running(scope.task("slow"), () -> new CountDownLatch(1).await());
			this.engine.time.advance(Engine.SECOND);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.havingRootCause()
				.withMessage("scope root/page with 1 unfinished task (task " + slow.id()
						+ " \"slow\") exceeded its timeout of 1 s");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(slow::join)
				.havingRootCause()
				.withMessage("task " + slow.id()
						+ " \"slow\" was ended with its scope: scope root/page exceeded its timeout of 1 s");
		}
	}

	@Test
	void doneTaskTakesItsSweptDeadlineBack() throws Exception {
		Task<?> first = this.engine.running(this.engine.corral.task("first").timeout(Engine.SECOND), this.engine::hold);
		Task<?> second = this.engine.running(this.engine.corral.task("second").timeout(LIMIT), this.engine::hold);
		this.engine.time.advance(Engine.SECOND);
		assertThat(first.isDone()).isTrue();
		assertThat(Parts.of(this.engine.corral).deadlines().size()).isEqualTo(2);
		this.engine.release.countDown();
		second.awaitSettled(LIMIT);
		first.awaitSettled(LIMIT);
		assertThat(Parts.of(this.engine.corral).deadlines().size()).isZero();
	}

}
