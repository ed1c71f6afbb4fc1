package dev.corral.internal.limit;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.OnFull;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** At a limit with {@code CALLER_WAITS}, the caller waits for its own task. */
class CallerWaitsTests {

	private final LimitedEngines engines = new LimitedEngines();

	@AfterEach
	void nothingIsLeft() {
		this.engines.close();
	}

	@Test
	void callerWaitsUntilItsTaskAboveTheLimitHasSettled() throws Exception {
		Engine engine = this.engines.open((config) -> config.withMaxLive(1).withOnFull(OnFull.CALLER_WAITS));
		engine.running("first", engine::hold);
		AtomicReference<@Nullable Thread> body = new AtomicReference<>();
		Launching second = new Launching(() -> engine.corral.launch("second", () -> {
			body.set(Thread.currentThread());
			engine.hold();
		}));
		second.thread.start();
		engine.time.untilParked(second.thread);
		assertThat(Parts.of(engine.corral).admission().all().taken()).isEqualTo(2);
		assertThat(Parts.of(engine.corral).admission().callers()).isEqualTo(1);
		engine.release.countDown();
		second.assertReturned();
		assertThat(body.get()).isNotNull().isNotSameAs(second.thread);
	}

	@Test
	void callerThatIsInterruptedStopsWaitingAndHasNoSecondTaskAbove() throws Exception {
		Engine engine = this.engines.open((config) -> config.withMaxLive(1).withOnFull(OnFull.CALLER_WAITS));
		engine.running("first", engine::hold);
		Launching second = Launching.aside(engine, () -> {
			engine.corral.launch("second", engine::hold);
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> engine.corral.launch("third", engine::hold))
				.withMessageContaining("is interrupted");
			assertThat(Thread.interrupted()).isTrue();
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> engine.corral.launch("third", engine::hold))
				.withMessageContaining("has a task above it already");
		});
		second.thread.interrupt();
		second.assertReturned();
	}

}
