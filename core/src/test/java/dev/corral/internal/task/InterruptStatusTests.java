package dev.corral.internal.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Task;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Only the winner of the outcome interrupts, once, and never what comes after the body.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptStatusTests {

	private static final int RACES = 2000;

	private final AtomicInteger interrupts = new AtomicInteger();

	@Test
	void ofManyCancelsOneInterrupts() throws Exception {
		try (Engine engine = new Engine()) {
			Task<?> task = engine.running("counts", () -> countInterruptsUntil(engine.release));
			List<Thread> cancellers = new ArrayList<>();
			AtomicInteger wins = new AtomicInteger();
			for (int i = 0; i < 8; i++) {
				cancellers.add(Thread.ofPlatform().start(() -> {
					if (task.cancel("enough")) {
						wins.incrementAndGet();
					}
				}));
			}
			for (Thread canceller : cancellers) {
				canceller.join();
			}
			Engine.until(() -> this.interrupts.get() > 0);
			engine.release.countDown();
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(wins).hasValue(1);
			assertThat(this.interrupts).hasValue(1);
		}
	}

	@Test
	void loserOfTheOutcomeDoesNotInterrupt() throws Exception {
		try (Engine engine = new Engine()) {
			Task<?> task = engine.running(engine.corral.task("counts").timeout(Engine.SECOND),
					() -> countInterruptsUntil(engine.release));
			assertThat(task.cancel(false)).isTrue();
			assertThat(task.cancel(true)).isFalse();
			engine.time.advance(Engine.SECOND.multipliedBy(2));
			engine.release.countDown();
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(this.interrupts).hasValue(0);
		}
	}

	@Test
	void handlersAndListenersNeverSeeTheInterruptTheBodyLeft() throws Exception {
		AtomicInteger notified = new AtomicInteger();
		try (Engine engine = new Engine((config) -> config.withRecoveryHandlers(List.of((panic) -> note(notified)))
			.withListeners(List.of((event) -> note(notified))))) {
			Task<?> task = engine.running("deaf", () -> {
				engine.hold();
				throw new IllegalArgumentException("late");
			});
			task.cancel("enough");
			engine.release.countDown();
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(notified).hasValue(4);
			assertThat(this.interrupts).hasValue(0);
		}
	}

	@Test
	void handlerIsNotInterruptedByACancelThatComesLate() throws Exception {
		CountDownLatch inHandler = new CountDownLatch(1);
		try (Engine engine = new Engine()) {
			Task<?> task = engine.corral.task("failing").recoverWith((panic) -> {
				inHandler.countDown();
				countInterruptsUntil(engine.release);
			}).launch(() -> {
				throw new IllegalStateException("planted");
			});
			inHandler.await();
			assertThat(task.cancel("too late")).isFalse();
			engine.release.countDown();
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(this.interrupts).hasValue(0);
		}
	}

	@Test
	void interruptOfACancelRacingTheEndNeverReachesTheListener() throws Exception {
		AtomicInteger notified = new AtomicInteger();
		try (Engine engine = new Engine((config) -> config.withListeners(List.of((event) -> note(notified))))) {
			for (int i = 0; i < RACES; i++) {
				Task<?> task = engine.running("short", Thread::yield);
				task.cancel("enough");
				assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			}
			assertThat(notified).hasValueGreaterThanOrEqualTo(RACES);
			assertThat(this.interrupts).hasValue(0);
		}
	}

	private void note(AtomicInteger notified) {
		notified.incrementAndGet();
		if (Thread.currentThread().isInterrupted()) {
			this.interrupts.incrementAndGet();
		}
	}

	private void countInterruptsUntil(CountDownLatch end) {
		while (true) {
			try {
				end.await();
				return;
			}
			catch (InterruptedException ex) {
				this.interrupts.incrementAndGet();
			}
		}
	}

}
