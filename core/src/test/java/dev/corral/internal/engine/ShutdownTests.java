package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Deaf;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Refuse, wait the shutdown timeout, cancel, wait the grace, report, return. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static final Duration GRACE = CorralConfig.defaults().cancelGrace();

	@Test
	void refusesTasksAndScopesWhileItWaits() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			engine.running("slow", engine::hold);
			Thread closer = closing(engine);
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> engine.corral.call("x", () -> 1))
				.withMessageContaining("launcher is closed");
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> engine.corral.openScope("x").close())
				.withMessageContaining("launcher is closed");
			engine.release.countDown();
			closer.join();
		}
	}

	@Test
	void taskThatEndsWithinTheShutdownTimeoutIsNotCancelled() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			Task<?> task = engine.running("slow", () -> engine.release.await());
			Thread closer = closing(engine);
			engine.time.advance(WAIT.minusSeconds(1));
			assertThat(task.isDone()).isFalse();
			engine.release.countDown();
			closer.join();
			assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
		}
	}

	@Test
	void whatIsLeftIsCancelledItsScopesTooAndThenReportedWithNameAndStack() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT));
				LogOfCorral log = new LogOfCorral()) {
			CancellationScope scope = engine.corral.openScope("session", ScopeConfig.supervise());
			Task<?> polite = engine.running(scope.task("polite"), () -> new CountDownLatch(1).await());
			Task<?> deaf = engine.running("deaf", engine::hold);
			Thread closer = closing(engine);
			engine.time.advance(WAIT);
			assertThat(polite.awaitSettled(WAIT)).isTrue();
			Engine.until(deaf::isCancelled);
			assertThat(scope.isCancelled()).isTrue();
			assertThat(scope.cause()).get()
				.hasToString("java.util.concurrent.CancellationException: launcher is closing");
			engine.time.untilParked(closer);
			engine.time.advance(GRACE);
			closer.join();
			assertThat(log.messages(Level.WARN)).anySatisfy((message) -> assertThat(message).contains("left behind",
					"\"deaf\"", "Engine.hold(", "launched by"));
			scope.close();
		}
	}

	@Test
	void closeNamesTheTasksItWaitsFor() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT));
				LogOfCorral log = new LogOfCorral()) {
			for (int i = 0; i < 12; i++) {
				engine.running("task-" + i, engine::hold);
			}
			engine.running("mail", engine::hold);
			engine.running("mail", engine::hold);
			Thread closer = closing(engine);
			engine.time.awaitQuiet();
			assertThat(log.messages(Level.INFO)).singleElement()
				.asString()
				.startsWith("Launcher is closing: waits for 14 tasks to end, up to ")
				.contains(": 2 named \"mail\", 1 named \"task-0\", ")
				.endsWith(" and 3 further names");
			engine.release.countDown();
			closer.join();
		}
	}

	@Test
	void closeCountsNamesThatShareCountersTogether() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT).withMaxNames(2));
				LogOfCorral log = new LogOfCorral()) {
			for (int i = 0; i < 12; i++) {
				engine.running("task-" + i, engine::hold);
			}
			Thread closer = closing(engine);
			engine.time.awaitQuiet();
			assertThat(log.messages(Level.INFO)).singleElement()
				.asString()
				.startsWith("Launcher is closing: waits for 12 tasks to end, up to ")
				.endsWith(": 10 named \"other\", 1 named \"task-0\", 1 named \"task-1\"");
			engine.release.countDown();
			closer.join();
		}
	}

	@Test
	void closeWhileAnotherThreadClosesReturnsAfterThat() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			Task<?> slow = engine.running("slow", engine::hold);
			Thread closer = closing(engine);
			AtomicReference<TaskStatus> seen = new AtomicReference<>();
			Thread second = Thread.ofPlatform().start(() -> {
				engine.corral.close();
				seen.set(slow.status());
			});
			engine.time.untilParked(second);
			engine.time.advance(WAIT.minusSeconds(1));
			engine.time.untilParked(second);
			assertThat(seen).hasNullValue();
			engine.release.countDown();
			closer.join();
			second.join();
			assertThat(seen).hasValue(TaskStatus.SUCCEEDED);
			engine.corral.close();
		}
	}

	@Test
	void interruptEndsTheWaitForAnotherThreadThatCloses() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			engine.running("slow", engine::hold);
			Thread closer = closing(engine);
			AtomicBoolean interrupted = new AtomicBoolean();
			Thread second = Thread.ofPlatform().start(() -> {
				engine.corral.close();
				interrupted.set(Thread.currentThread().isInterrupted());
			});
			engine.time.untilParked(second);
			second.interrupt();
			second.join();
			assertThat(interrupted).isTrue();
			assertThat(closer.isAlive()).isTrue();
			engine.release.countDown();
			closer.join();
		}
	}

	@Test
	void taskOrCallbackThatClosesWhileAnotherThreadClosesReturnsAtOnce() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			CountDownLatch closing = new CountDownLatch(1);
			CountDownLatch returned = new CountDownLatch(5);
			Runnable close = () -> {
				Deaf.await(closing);
				engine.corral.close();
				returned.countDown();
			};
			engine.running("closes", close::run);
			engine.running("stops", () -> {
				Thread stopping = Thread.currentThread();
				Deaf.await(closing);
				Thread stops = Thread.ofPlatform().start(() -> {
					engine.corral.closeFor(stopping);
					returned.countDown();
				});
				stops.join();
			});
			Parts.of(engine.corral).callbacks().execute(close);
			CompletableFuture<?> step = engine.corral.launch("ends", () -> Deaf.await(closing))
				.toCompletableFuture()
				.thenRun(close);
			engine.corral.task("fails").recoverWith((panic) -> close.run()).launch(() -> {
				throw new IllegalStateException("planted");
			});
			engine.running("slow", engine::hold);
			Thread closer = Thread.ofPlatform().start(engine.corral::close);
			Engine.until(() -> Parts.of(engine.corral).shutdown().hasBegun());
			Engine.until(() -> LockSupport.getBlocker(closer) != null);
			closing.countDown();
			returned.await();
			step.join();
			assertThat(closer.isAlive()).isTrue();
			engine.release.countDown();
			closer.join();
		}
	}

	@Test
	void mainThreadWaitsForATaskThatCloses() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			Task<?> slow = engine.running("slow", engine::hold);
			SupervisedTask<?> closes = (SupervisedTask<?>) engine.corral.launch("closes", engine.corral::close);
			engine.time.untilParked(Objects.requireNonNull(closes.thread));
			Thread second = closing(engine);
			engine.release.countDown();
			second.join();
			assertThat(slow.status()).isEqualTo(TaskStatus.SUCCEEDED);
		}
	}

	@Test
	void closeThatFailedIsDoneByTheThreadThatWaits() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			Shutdown shutdown = Parts.of(engine.corral).shutdown();
			shutdown.begin();
			assertThat(shutdown.tryClose()).isTrue();
			Thread second = closing(engine);
			shutdown.closeEnded(false);
			second.join();
			assertThat(shutdown.isDone()).isTrue();
		}
	}

	@Test
	void taskThatClosesItsLauncherDoesNotWaitForItself() throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			Task<?> closer = engine.corral.launch("closer", engine.corral::close);
			assertThat(closer.awaitSettled(WAIT)).isTrue();
			assertThat(closer.status()).isEqualTo(TaskStatus.SUCCEEDED);
		}
	}

	private static Thread closing(Engine engine) throws InterruptedException {
		Thread closer = Thread.ofPlatform().start(engine.corral::close);
		engine.time.untilParked(closer);
		return closer;
	}

	@Test
	void taskThatClosesItsLauncherLeavesTheOthersTheirGrace() throws Exception {
		try (Engine engine = new Engine()) {
			CountDownLatch interrupted = new CountDownLatch(1);
			CountDownLatch ends = new CountDownLatch(1);
			Task<?> polite = engine.running("polite", () -> {
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					ends.await();
				}
			});
			AtomicReference<TaskStatus> seen = new AtomicReference<>();
			SupervisedTask<?> closer = (SupervisedTask<?>) engine.corral.launch("closer", () -> {
				engine.corral.close();
				seen.set(polite.status());
			});
			interrupted.await();
			Thread thread = Objects.requireNonNull(closer.thread);
			thread.interrupt();
			Engine.until(() -> !thread.isInterrupted());
			engine.time.untilParked(thread);
			assertThat(seen).hasNullValue();
			ends.countDown();
			Engine.until(closer::isGone);
			assertThat(seen.get().isSettled()).isTrue();
		}
	}

}
