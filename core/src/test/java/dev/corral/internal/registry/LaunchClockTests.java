package dev.corral.internal.registry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.platform.SystemBackend;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.internal.util.Counter;
import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** In a burst of launches a copy of the clock is read, which is never ahead of it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaunchClockTests {

	private static final Duration TICK = Duration.ofMillis(1);

	private final FakeBackend time = new FakeBackend();

	private final Ticking backend = new Ticking(this.time);

	private final Counter launches = new Counter();

	private final LaunchClock clock = new LaunchClock(this.backend, this.launches);

	private void launch(int tasks) {
		for (int i = 0; i < tasks; i++) {
			this.launches.next();
			this.clock.nanoTime();
		}
	}

	// Whether a launch gets its time without a reading of the clock
	private boolean isCopied() {
		int before = this.backend.readings.get();
		this.clock.nanoTime();
		return this.backend.readings.get() == before;
	}

	// As it is when the copying thread has seen a tick of many launches
	private void burst() throws InterruptedException {
		launch(2 * LaunchClock.MANY);
		this.time.awaitQuiet();
		launch(LaunchClock.MANY);
		this.time.advance(TICK);
	}

	@Test
	void fewLaunchesReadTheClock() throws Exception {
		for (int i = 0; i < 10 * LaunchClock.MANY; i++) {
			launch(1);
			this.time.advance(TICK.dividedBy(LaunchClock.MANY / 2));
			assertThat(this.clock.nanoTime()).isEqualTo(this.time.nanoTime());
			this.time.advance(TICK.dividedBy(LaunchClock.MANY / 2));
		}
		assertThat(this.backend.started).hasValue(0);
	}

	@Test
	void manyLaunchesReadACopyThatFollowsTheClock() throws Exception {
		burst();
		long begun = this.time.nanoTime();
		assertThat(isCopied()).isTrue();
		for (int i = 0; i < 5; i++) {
			launch(LaunchClock.MANY);
			assertThat(this.clock.nanoTime()).isEqualTo(begun + i * TICK.toNanos());
			this.time.advance(TICK.dividedBy(2));
			assertThat(this.clock.nanoTime()).isEqualTo(begun + i * TICK.toNanos());
			this.time.advance(TICK.dividedBy(2));
		}
		assertThat(this.backend.started).hasValue(1);
	}

	@Test
	void burstEndsWithTheFirstTickOfFewLaunches() throws Exception {
		burst();
		launch(LaunchClock.MANY - 1);
		this.time.advance(TICK);
		assertThat(isCopied()).isFalse();
		this.time.advance(TICK.multipliedBy(3));
		assertThat(this.clock.nanoTime()).isEqualTo(this.time.nanoTime());
	}

	@Test
	void threadServesBurstsUntilThereIsNoneForAWhile() throws Exception {
		burst();
		this.time.advance(TICK);
		burst();
		assertThat(isCopied()).isTrue();
		assertThat(this.backend.started).hasValue(1);
		this.time.advance(Duration.ofSeconds(2));
		Engine.until(() -> this.backend.ended.get() == 1);
		burst();
		assertThat(isCopied()).isTrue();
		assertThat(this.backend.started).hasValue(2);
	}

	@Test
	void stopEndsTheThreadAndTheCopy() throws Exception {
		burst();
		this.clock.stop();
		Engine.until(() -> this.backend.ended.get() == 1);
		assertThat(isCopied()).isFalse();
		launch(10 * LaunchClock.MANY);
		assertThat(isCopied()).isFalse();
		assertThat(this.backend.started).hasValue(1);
	}

	@Test
	void threadThatCannotBeStartedHarmsNoLaunch() {
		this.backend.failing = true;
		launch(10 * LaunchClock.MANY);
		assertThat(isCopied()).isFalse();
	}

	@Test
	void realClockIsNeverBehindTheCopy() {
		LaunchClock real = new LaunchClock(SystemBackend.INSTANCE, this.launches);
		int copies = 0;
		long before = 0;
		for (int i = 0; i < 1_000_000; i++) {
			this.launches.next();
			long time = real.nanoTime();
			if (time > SystemBackend.INSTANCE.nanoTime()) {
				throw new AssertionError("launch " + i + " is ahead of the clock");
			}
			copies += (time == before) ? 1 : 0;
			before = time;
		}
		assertThat(copies).isPositive();
	}

	/** Fake time with a tick, which counts readings and daemons. */
	private static final class Ticking extends DelegatingBackend {

		private final AtomicInteger readings = new AtomicInteger();

		private final AtomicInteger started = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		private volatile boolean failing;

		private Ticking(FakeBackend time) {
			super(time);
		}

		@Override
		public long nanoTime() {
			this.readings.incrementAndGet();
			return super.nanoTime();
		}

		@Override
		public long clockTick() {
			return TICK.toNanos();
		}

		@Override
		public Thread startDaemon(String name, Runnable body) {
			if (this.failing) {
				throw new IllegalStateException("no thread can be started");
			}
			this.started.incrementAndGet();
			return super.startDaemon(name, () -> {
				body.run();
				this.ended.incrementAndGet();
			});
		}

	}

}
