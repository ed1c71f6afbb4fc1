package dev.corral.internal.task;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CorralConfig;
import dev.corral.RecoveryHandler;
import dev.corral.Task;
import dev.corral.TaskListener;
import dev.corral.TaskSpec;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.LeakReason;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** A callback of the user's keeps a task from its end, whose body is over. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptTaskTests {

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

	private static CorralConfig watched(CorralConfig config) {
		return config.withCancelGrace(Engine.SECOND).withCheckInterval(Engine.SECOND).withRecoveryHandlers(List.of());
	}

	private void assertOverdue(Engine engine, String kind, Preparation preparation) throws Exception {
		Task<?> task = preparation.prepare(engine).launch(() -> {
			throw new IllegalStateException("planted");
		});
		this.entered.await();
		assertThat(task.isDone()).isTrue();
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return engine.corral.monitor().counts("kept").leaked() == 1;
		});
		assertThat(engine.corral.monitor().recentLeaks()).singleElement().satisfies((leak) -> {
			assertThat(leak.reason()).isEqualTo(LeakReason.OVERDUE);
			assertThat(leak.waitsFor()).startsWith(kind + ' ' + KeptTaskTests.class.getName());
		});
		assertThat(Parts.of(engine.corral).admission().all().taken()).as("slots").isEqualTo(1);
		this.release.countDown();
		engine.close();
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
