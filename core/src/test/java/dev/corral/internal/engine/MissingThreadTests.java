package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.Task;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Engine;
import dev.corral.internal.simulation.FakeBackend;

import static org.assertj.core.api.Assertions.assertThat;

/** No native thread is to be had for a while. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissingThreadTests {

	private static final Duration SHORT = Duration.ofMillis(100);

	@Test
	void timeoutFiresOnceItsThreadCanBeStarted() throws Exception {
		try (Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			engine.time.faults().failDaemons(Set.of("corral-deadlines", "corral-interrupts", "corral-lanes")::contains);
			Task<?> task = engine.running(engine.corral.task("timed").timeout(SHORT),
					() -> new CountDownLatch(1).await());
			engine.time.advance(SHORT.multipliedBy(2));
			assertThat(task.isDone()).isFalse();
			engine.time.faults().failDaemons((name) -> false);
			Engine.until(() -> {
				engine.time.advanceWithoutWaiting(Engine.SECOND);
				return ((SupervisedTask<?>) task).isGone();
			});
			assertThat(task.outcome()).get().isInstanceOf(Outcome.TimedOut.class);
		}
	}

	@Test
	void launcherWithoutAWatcherGetsOneAtTheNextLaunch() throws Exception {
		FakeBackend time = new FakeBackend();
		time.faults().failDaemons("corral-watcher"::equals);
		try (Corral corral = DefaultCorral.create(CorralConfig.defaults().withLeakAfter(Engine.SECOND), time)) {
			Task<?> forgotten = corral.launch("forgotten", () -> new CountDownLatch(1).await());
			time.faults().failDaemons((name) -> false);
			assertThat(corral.call("next", () -> 1).join()).isEqualTo(1);
			Engine.until(() -> {
				time.advanceWithoutWaiting(Engine.SECOND);
				return corral.monitor().counts("forgotten").leaked() == 1;
			});
			forgotten.cancel("seen");
		}
	}

}
