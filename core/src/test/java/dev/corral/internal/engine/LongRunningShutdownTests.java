package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSettings;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * At close, long-running tasks are cancelled at once with their scopes; the others have
 * the shutdown timeout. The clock stands still unless a test moves it.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongRunningShutdownTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static final Duration GRACE = CorralConfig.defaults().cancelGrace();

	private static final TaskBody UNTIL_INTERRUPTED = () -> new CountDownLatch(1).await();

	@Test
	void closeDoesNotWaitTheShutdownTimeoutForALongRunningTask() throws Exception {
		try (Engine engine = engine(); LogOfCorral log = new LogOfCorral()) {
			Task<?> consumer = engine.running(engine.corral.task("consumer").longRunning(), UNTIL_INTERRUPTED);
			engine.corral.close();
			assertThat(consumer.status()).isEqualTo(TaskStatus.CANCELLED);
			assertThat(consumer.outcome()).get().isEqualTo(new Outcome.Cancelled<>("launcher is closing", null));
			assertThat(log.messages(Level.WARN)).isEmpty();
		}
	}

	@Test
	void taskThatIsLongRunningByConfigurationIsCancelledFirstToo() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT)
			.withTaskSettings(Map.of("consumer", TaskSettings.none().withLongRunning(true))))) {
			Task<?> consumer = engine.running("consumer", UNTIL_INTERRUPTED);
			engine.corral.close();
			assertThat(consumer.status()).isEqualTo(TaskStatus.CANCELLED);
		}
	}

	@Test
	void scopesItHasOpenedAreCancelledWithItAtAnyDepth() throws Exception {
		try (Engine engine = engine(); CancellationScope other = engine.corral.openScope("other")) {
			CountDownLatch running = new CountDownLatch(3);
			TaskBody blocked = () -> {
				running.countDown();
				new CountDownLatch(1).await();
			};
			Task<?> consumer = engine.corral.task("consumer").longRunning().launch(() -> {
				try (CancellationScope batch = engine.corral.openScope("batch")) {
					batch.launch("child", () -> {
						try (CancellationScope below = other.openScope("below")) {
							below.launch("grandchild", blocked);
							blocked.run();
						}
					});
					blocked.run();
				}
			});
			running.await();
			engine.corral.close();
			assertThat(consumer.status()).isEqualTo(TaskStatus.CANCELLED);
			assertThat(engine.corral.counts().cancelled()).isEqualTo(3);
			assertThat(other.isCancelled()).isFalse();
		}
	}

	@Test
	void workThatItLaunchedOnTheRootStillGetsItsTime() throws Exception {
		try (Engine engine = engine()) {
			AtomicReference<@Nullable Task<?>> work = new AtomicReference<>();
			Task<?> consumer = engine.corral.task("consumer").longRunning().launch(() -> {
				work.set(engine.running("order", () -> engine.release.await()));
				new CountDownLatch(1).await();
			});
			Engine.until(() -> work.get() != null);
			assertHasItsTime(engine, consumer, Objects.requireNonNull(work.get()));
		}
	}

	@Test
	void detachedScopeThatItOpenedStillGetsItsTime() throws Exception {
		try (Engine engine = engine()) {
			AtomicReference<@Nullable Task<?>> work = new AtomicReference<>();
			Task<?> consumer = engine.corral.task("consumer").longRunning().launch(() -> {
				CancellationScope detached = engine.corral.openScope("detached", ScopeConfig.supervise().detached());
				Task<?> order = engine.running(detached.task("order"), () -> engine.release.await());
				work.set(order);
				detached.launch("closes", () -> {
					order.join();
					detached.close();
				});
				new CountDownLatch(1).await();
			});
			Engine.until(() -> work.get() != null);
			assertHasItsTime(engine, consumer, Objects.requireNonNull(work.get()));
		}
	}

	// The consumer ends at once, the work by itself, just before the shutdown timeout
	private static void assertHasItsTime(Engine engine, Task<?> consumer, Task<?> work) throws InterruptedException {
		Thread closer = closing(engine);
		Engine.until(((SupervisedTask<?>) consumer)::isGone);
		assertThat(consumer.status()).isEqualTo(TaskStatus.CANCELLED);
		engine.time.untilParked(closer);
		engine.time.advance(WAIT.minusSeconds(1));
		engine.time.untilParked(closer);
		assertThat(work.isDone()).isFalse();
		engine.release.countDown();
		closer.join();
		assertThat(work.status()).isEqualTo(TaskStatus.SUCCEEDED);
	}

	@Test
	void longRunningTaskThatIgnoresItsCancelHasOnlyTheGrace() throws Exception {
		try (Engine engine = engine(); LogOfCorral log = new LogOfCorral()) {
			engine.running(engine.corral.task("deaf").longRunning(), engine::hold);
			Thread closer = closing(engine);
			engine.time.advance(GRACE.minusSeconds(1));
			engine.time.untilParked(closer);
			assertThat(closer.isAlive()).isTrue();
			engine.time.advance(Engine.SECOND);
			closer.join();
			assertThat(log.messages(Level.WARN))
				.anySatisfy((message) -> assertThat(message).contains("left behind", "deaf"));
		}
	}

	@Test
	void graceOfALongRunningTaskRunsWhileTheOthersHaveTheirTime() throws Exception {
		try (Engine engine = engine()) {
			CountDownLatch done = new CountDownLatch(1);
			engine.running(engine.corral.task("deaf").longRunning(), engine::hold);
			Task<?> work = engine.running("work", done::await);
			Thread closer = closing(engine);
			engine.time.advance(WAIT.minusSeconds(1));
			engine.time.untilParked(closer);
			assertThat(work.isDone()).isFalse();
			done.countDown();
			closer.join();
			assertThat(work.status()).isEqualTo(TaskStatus.SUCCEEDED);
		}
	}

	@Test
	void othersThatDoNotEndAreCancelledAfterTheShutdownTimeoutAsBefore() throws Exception {
		try (Engine engine = engine()) {
			engine.running(engine.corral.task("consumer").longRunning(), UNTIL_INTERRUPTED);
			Task<?> work = engine.running("work", UNTIL_INTERRUPTED);
			Thread closer = closing(engine);
			engine.time.advance(WAIT.minusSeconds(1));
			engine.time.untilParked(closer);
			assertThat(work.isDone()).isFalse();
			engine.time.advance(Engine.SECOND);
			closer.join();
			assertThat(work.status()).isEqualTo(TaskStatus.CANCELLED);
		}
	}

	@Test
	void longRunningTaskThatBacksOffEndsAtOnce() throws Exception {
		try (Engine engine = engine()) {
			Task<?> poller = engine.corral.task("poller")
				.longRunning()
				.restart(RestartPolicy.onPanic(5, Duration.ofMinutes(1)))
				.launch(() -> {
					throw new IllegalStateException("planted");
				});
			Engine.until(() -> poller.status() == TaskStatus.BACKING_OFF);
			engine.corral.close();
			assertThat(poller.status()).isEqualTo(TaskStatus.CANCELLED);
		}
	}

	@Test
	void lineNamesHowManyOfTheOthersItWaitsFor() throws Exception {
		try (Engine engine = engine(); LogOfCorral log = new LogOfCorral()) {
			engine.running(engine.corral.task("deaf").longRunning(), engine::hold);
			engine.running("work", () -> engine.release.await());
			Thread closer = closing(engine);
			engine.release.countDown();
			closer.join();
			assertThat(log.messages(Level.INFO))
				.anySatisfy((message) -> assertThat(message).contains("waits for 1 task "));
		}
	}

	private static Engine engine() {
		return new Engine((config) -> config.withShutdownTimeout(WAIT));
	}

	private static Thread closing(Engine engine) throws InterruptedException {
		Thread closer = Thread.ofPlatform().start(engine.corral::close);
		engine.time.untilParked(closer);
		return closer;
	}

}
