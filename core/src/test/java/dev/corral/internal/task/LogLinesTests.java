package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;
import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.internal.platform.Guarded;
import dev.corral.testing.Deaf;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines of {@code docs/log-lines.md} that no other test produces. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogLinesTests {

	private static final Duration DAY = Duration.ofDays(1);

	private final LogOfCorral log = new LogOfCorral();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void endListening() {
		this.log.close();
	}

	private static TaskBody failing() {
		return () -> {
			throw new IllegalStateException("planted");
		};
	}

	private void awaitLine(Engine engine, Level level, String part) {
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return this.log.messages(level).stream().anyMatch((line) -> line.contains(part));
		});
	}

	@Test
	void handlerWhoseExceptionBlocks() throws Exception {
		RecoveryHandler handler = (panic) -> {
			throw new Blocking();
		};
		try (Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			engine.corral.task("hostile").recoverWith(handler).launch(failing());
			awaitLine(engine, Level.ERROR,
					": recovery handler " + LogLinesTests.class.getName()
							+ " (lambda) failed on its java.lang.IllegalStateException with " + Blocking.class.getName()
							+ ", of which a method or a log appender has not returned");
			this.release.countDown();
		}
	}

	@Test
	void taskThatGivesUpOnAnExceptionThatBlocks() throws Exception {
		RestartPolicy once = RestartPolicy.onPanic(1, DAY).fixedDelay(Engine.SECOND);
		try (Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			Task<?> task = engine.corral.task("hostile").restart(once).launch(() -> {
				throw (TaskContext.current().attempt() == 1) ? new IllegalStateException("planted") : new Blocking();
			});
			awaitLine(engine, Level.ERROR, Blocking.class.getName());
			List<String> lines = this.log.messages(Level.ERROR);
			this.release.countDown();
			assertThat(lines).singleElement()
				.asString()
				.startsWith("Task " + task.id() + " \"hostile\" panicked in attempt 2 and gave up after 1 restart in ")
				.contains(", launched by ")
				.endsWith(": " + Blocking.class.getName() + ", of which a method or a log appender has not returned");
		}
	}

	@Test
	void listenerWhoseExceptionBlocks() throws Exception {
		TaskListener listener = (event) -> {
			if (event instanceof TaskEvent.Started) {
				throw new Blocking();
			}
		};
		try (Engine engine = new Engine(
				(config) -> config.withCheckInterval(Engine.SECOND).withListeners(List.of(listener)))) {
			engine.corral.launch("quick", Guarded::nothing);
			awaitLine(engine, Level.ERROR, Blocking.class.getName() + ", of which a method or a log appender has");
			this.release.countDown();
		}
	}

	@Test
	void recorderWhoseExceptionBlocks() throws Exception {
		try (Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			engine.corral.monitor().recordDurations((name, outcome, nanos) -> {
				throw new Blocking();
			});
			engine.corral.launch("quick", Guarded::nothing);
			awaitLine(engine, Level.ERROR, " failed with " + Blocking.class.getName()
					+ ", of which a method or a log appender has not returned; further failures are not logged");
			this.release.countDown();
		}
	}

	@Test
	void answerThatTheFlagShowsAndWhoseTextBlocks() throws Exception {
		try (Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			Task<?> task = engine.running("polite", () -> {
				engine.hold();
				Thread.currentThread().interrupt();
				throw new Blocking();
			});
			task.cancel("enough");
			engine.release.countDown();
			awaitLine(engine, Level.INFO, " \"polite\" ended after its interrupt, judging by the flag, with "
					+ Blocking.class.getName() + ", of which a method or a log appender has not returned");
			this.release.countDown();
		}
	}

	@Test
	void callbacksWhoseExceptionsBlockSilenceNobody() throws Exception {
		try (Engine engine = new Engine()) {
			for (int i = 0; i < 20; i++) {
				Parts.of(engine.corral).callbacks().execute(() -> {
					throw new Blocking();
				});
			}
			awaitRun(engine, Parts.of(engine.corral).callbacks()::execute);
			awaitRun(engine, Parts.of(engine.corral).callbacks()::log);
			this.release.countDown();
			Engine.until(() -> this.log.messages(Level.ERROR).size() == 20);
		}
	}

	private static void awaitRun(Engine engine, Consumer<Runnable> lane) {
		CountDownLatch run = new CountDownLatch(1);
		lane.accept(run::countDown);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return run.getCount() == 0;
		});
	}

	@Test
	void recorderThatThrows() throws Exception {
		try (Engine engine = new Engine()) {
			engine.corral.monitor().recordDurations((name, outcome, nanos) -> {
				throw new IllegalStateException("planted");
			});
			for (int i = 0; i < 2; i++) {
				assertThat(engine.corral.launch("quick", Guarded::nothing).awaitSettled(DAY)).isTrue();
			}
			assertThat(this.log.messages(Level.ERROR)).singleElement()
				.asString()
				.startsWith("Duration recorder ")
				.endsWith("failed; further failures are not logged");
		}
	}

	@Test
	void reportThatFails() throws Exception {
		try (Engine engine = new Engine()) {
			Task<?> task = engine.corral.launch("quick", Guarded::nothing);
			Parts.of(engine.corral).panics().logFailure((SupervisedTask<?>) task, new IllegalStateException("planted"));
			assertThat(this.log.messages(Level.ERROR))
				.containsExactly("Task " + task.id() + " \"quick\" could not report how it ended");
		}
	}

	@Test
	void bodyThatAnswersItsInterrupt() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger("dev.corral.panic");
		logger.setLevel(Level.DEBUG);
		try (Engine engine = new Engine()) {
			Task<?> task = engine.running("polite", () -> new CountDownLatch(1).await());
			task.cancel("enough");
			assertThat(task.awaitSettled(DAY)).isTrue();
			assertThat(this.log.messages(Level.DEBUG)).containsExactly(
					"Task " + task.id() + " \"polite\" ended after its interrupt with java.lang.InterruptedException");
		}
		finally {
			logger.setLevel(null);
		}
	}

	@Test
	void bodyThatDoesNotEndIsOverdueInALineThatSaysWhy() throws Exception {
		try (Engine engine = new Engine()) {
			Task<?> cancelled = engine.running("cancelled", engine::hold);
			engine.running(engine.corral.task("slow").timeout(Engine.SECOND), engine::hold);
			cancelled.cancel("no longer\nneeded");
			awaitLine(engine, Level.WARN, "\"cancelled\" is overdue (cancelled: no longer\\nneeded, yet alive after ");
			awaitLine(engine, Level.WARN, "\"slow\" is overdue (timed out after 1 s, yet alive after ");
		}
	}

	@Test
	@SuppressWarnings("MustBeClosedChecker")
	void bodyThatLeavesAScopeOpen() throws Exception {
		try (Engine engine = new Engine()) {
			Task<?> task = engine.corral.launch("careless", () -> engine.corral.openScope("open"));
			assertThat(task.awaitSettled(DAY)).isTrue();
			assertThat(this.log.messages(Level.WARN))
				.containsExactly("Task " + task.id() + " \"careless\" left scope root/open open; closing it");
		}
	}

	@Test
	void callbackThatThrows() throws Exception {
		try (Engine engine = new Engine()) {
			Task<?> task = engine.running("task", () -> new CountDownLatch(1).await());
			((SupervisedTask<?>) task).onDecided(() -> {
				throw new IllegalStateException("planted");
			});
			task.cancel("enough");
			awaitLine(engine, Level.ERROR,
					"Uncaught exception in callback " + LogLinesTests.class.getName() + " (lambda)");
		}
	}

	@Test
	void callbackThatBlocks() throws Exception {
		try (Engine engine = new Engine()) {
			Parts.of(engine.corral).callbacks().execute(this::awaitRelease);
			awaitLine(engine, Level.WARN, "Thread corral-callbacks has been blocked for ");
			this.release.countDown();
		}
	}

	private void awaitRelease() {
		Deaf.await(this.release);
	}

	/** Its message comes late. */
	@SuppressWarnings("serial")
	private final class Blocking extends RuntimeException {

		@Override
		public String getMessage() {
			awaitRelease();
			return "late";
		}

	}

}
