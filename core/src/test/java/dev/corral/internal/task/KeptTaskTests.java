package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CorralConfig;
import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskListener;
import dev.corral.TaskSpec;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** A callback of the user's keeps a task from its end or from its next attempt. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptTaskTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final CountDownLatch release = new CountDownLatch(1);

	/** Counted down by a callback, from when on the clock may run ahead. */
	private final CountDownLatch entered = new CountDownLatch(1);

	@Test
	void handlerThatBlocksMakesItsTaskOverdue() throws Exception {
		RecoveryHandler handler = (panic) -> awaitQuietly();
		assertOverdue(new Engine(KeptTaskTests::watched), "recovery handler",
				(engine) -> engine.corral.task("kept").recoverWith(handler));
	}

	@Test
	void listenerThatBlocksMakesItsTaskOverdue() throws Exception {
		TaskListener listener = (event) -> {
			if (event instanceof TaskEvent.Ended) {
				awaitQuietly();
			}
		};
		assertOverdue(new Engine((config) -> watched(config).withListeners(List.of(listener))), "listener",
				(engine) -> engine.corral.task("kept"));
	}

	@Test
	void recorderThatBlocksMakesItsTaskOverdue() throws Exception {
		assertOverdue(new Engine(KeptTaskTests::watched), "duration recorder", (engine) -> {
			engine.corral.monitor().recordDurations((name, outcome, nanos) -> awaitQuietly());
			return engine.corral.task("kept");
		});
	}

	@Test
	void handlerThatBlocksBetweenAttemptsMakesItsCancelledTaskOverdue() throws Exception {
		Engine engine = new Engine(KeptTaskTests::watched);
		Task<?> task = restarted(engine, (panic) -> awaitQuietly()).launch(KeptTaskTests::fail);
		this.entered.await();
		task.cancel("enough");
		awaitLeak(engine, LeakReason.OVERDUE, "recovery handler");
		this.release.countDown();
		Engine.until(() -> engine.corral.counts().settled() == 1);
		engine.close();
	}

	@Test
	void handlerThatBlocksBetweenAttemptsOfALongRunningTaskIsFound() throws Exception {
		Engine engine = new Engine(KeptTaskTests::watched);
		CountDownLatch resumed = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		Task<?> task = restarted(engine, (panic) -> awaitQuietly()).longRunning().launch(() -> {
			if (TaskContext.current().attempt() == 1) {
				fail();
			}
			resumed.countDown();
			gate.await();
		});
		this.entered.await();
		awaitLeak(engine, LeakReason.STUCK, "recovery handler");
		this.release.countDown();
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return resumed.getCount() == 0 && engine.corral.counts().leaked() == 0;
		});
		assertThat(task.isDone()).isFalse();
		gate.countDown();
		Engine.until(() -> engine.corral.counts().settled() == 1);
		engine.close();
	}

	@Test
	void predicateThatBlocksIsFound() throws Exception {
		Engine engine = new Engine(KeptTaskTests::watched);
		Task<?> task = engine.corral.task("kept").longRunning().restart(RestartPolicy.forever().retryIf((panic) -> {
			awaitQuietly();
			return false;
		})).launch(KeptTaskTests::fail);
		this.entered.await();
		awaitLeak(engine, LeakReason.STUCK, "retry predicate");
		assertThat(task.isDone()).isFalse();
		this.release.countDown();
		Engine.until(() -> engine.corral.counts().settled() == 1);
		engine.close();
	}

	@Test
	void graceOfACancelledTaskDoesNotCountWhatAHandlerTookBefore() throws Exception {
		Engine engine = new Engine((config) -> watched(config).withCancelGrace(HOUR));
		Task<?> task = restarted(engine, (panic) -> awaitQuietly()).launch(KeptTaskTests::fail);
		this.entered.await();
		awaitLeak(engine, LeakReason.STUCK, "recovery handler");
		for (int i = 0; i < 60; i++) {
			engine.time.advanceWithoutWaiting(Duration.ofMinutes(1));
		}
		task.cancel("enough");
		for (int i = 0; i < 50; i++) {
			engine.time.advanceWithoutWaiting(Duration.ofMinutes(1));
			assertThat(engine.corral.monitor().recentLeaks()).extracting(RecentLeak::reason)
				.doesNotContain(LeakReason.OVERDUE);
		}
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Duration.ofMinutes(1));
			return engine.corral.monitor()
				.recentLeaks()
				.stream()
				.anyMatch((leak) -> leak.reason() == LeakReason.OVERDUE);
		});
		this.release.countDown();
		Engine.until(() -> engine.corral.counts().settled() == 1);
		engine.close();
	}

	@Test
	void backingOffIsNoLeak() throws Exception {
		Engine engine = new Engine(KeptTaskTests::watched);
		Task<?> task = engine.corral.task("kept")
			.longRunning()
			.restart(RestartPolicy.onPanic(1, Duration.ofHours(2)).backoff(HOUR, HOUR))
			.launch(KeptTaskTests::fail);
		Engine.until(() -> task.status() == TaskStatus.BACKING_OFF);
		engine.untilStateIs(task, Thread.State.WAITING);
		for (int i = 0; i < 30; i++) {
			engine.time.advance(Duration.ofMinutes(1));
		}
		assertThat(engine.corral.counts().leaked()).isZero();
		assertThat(engine.corral.monitor().recentLeaks()).isEmpty();
		task.cancel("enough");
		Engine.until(() -> engine.corral.counts().settled() == 1);
		engine.close();
	}

	private static TaskSpec restarted(Engine engine, RecoveryHandler handler) {
		return engine.corral.task("kept")
			.recoverWith(handler)
			.restart(RestartPolicy.onPanic(3, HOUR).backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

	private static CorralConfig watched(CorralConfig config) {
		return config.withCancelGrace(Engine.SECOND).withCheckInterval(Engine.SECOND).withRecoveryHandlers(List.of());
	}

	private void assertOverdue(Engine engine, String kind, Preparation preparation) throws Exception {
		Task<?> task = preparation.prepare(engine).launch(() -> {
			throw new IllegalStateException("planted");
		});
		this.entered.await();
		assertThat(task.isDone()).isTrue();
		awaitLeak(engine, LeakReason.OVERDUE, kind);
		assertThat(Parts.of(engine.corral).admission().all().taken()).as("slots").isEqualTo(1);
		this.release.countDown();
		engine.close();
	}

	private static void awaitLeak(Engine engine, LeakReason reason, String kind) {
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return engine.corral.monitor().counts("kept").leaked() == 1;
		});
		assertThat(engine.corral.monitor().recentLeaks()).singleElement().satisfies((leak) -> {
			assertThat(leak.reason()).isEqualTo(reason);
			assertThat(leak.waitsFor()).startsWith(kind + ' ' + KeptTaskTests.class.getName());
		});
	}

	private void awaitQuietly() {
		this.entered.countDown();
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Plants a callback. */
	@FunctionalInterface
	private interface Preparation {

		TaskSpec prepare(Engine engine);

	}

}
