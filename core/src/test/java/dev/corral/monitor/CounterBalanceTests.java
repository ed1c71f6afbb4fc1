package dev.corral.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** launched = queued + live + settled + unreachable, whenever they are read. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CounterBalanceTests {

	private static final int LAUNCHES = 3000;

	private static final int LAUNCHERS = 3;

	private final AtomicLong recorded = new AtomicLong();

	@Test
	void balanceWhileTasksOfEveryKindComeAndGo() throws Exception {
		try (Engine engine = new Engine()) {
			engine.corral.monitor().recordDurations((name, outcome, nanos) -> this.recorded.incrementAndGet());
			List<Thread> launchers = new ArrayList<>();
			for (int i = 0; i < LAUNCHERS; i++) {
				launchers.add(Thread.ofPlatform().start(() -> launchMany(engine.corral)));
			}
			while (launchers.stream().anyMatch(Thread::isAlive)) {
				assertBalance(engine.corral.counts());
				engine.corral.monitor().countsByName().values().forEach(CounterBalanceTests::assertBalance);
			}
			engine.assertNothingIsLeft();
			assertAddUp(engine.corral.counts(), engine.corral.monitor().countsByName());
			assertThat(this.recorded).hasValue(LAUNCHERS * LAUNCHES);
		}
	}

	// One thread launches two of many names in turn
	@Test
	void namesAreReadAtOneMoment() throws Exception {
		try (Engine engine = new Engine()) {
			for (int i = 0; i < 100; i++) {
				engine.corral.launch("name-" + i, Thread::yield);
			}
			// A reader that began before there was the second name would not have it
			engine.corral.launch("first", Thread::yield);
			engine.corral.launch("second", Thread::yield);
			Thread launcher = Thread.ofPlatform().start(() -> launchInTurn(engine.corral));
			while (launcher.isAlive()) {
				Map<String, Counts> counts = engine.corral.monitor().countsByName();
				assertThat(launched(counts, "first") - launched(counts, "second")).isBetween(0L, 1L);
			}
			engine.assertNothingIsLeft();
		}
	}

	private static void launchInTurn(Corral corral) {
		for (int i = 0; i < LAUNCHES; i++) {
			corral.launch("first", Thread::yield);
			corral.launch("second", Thread::yield);
		}
	}

	private static long launched(Map<String, Counts> counts, String name) {
		return counts.getOrDefault(name, Counts.ZERO).launched();
	}

	private static void launchMany(Corral corral) {
		for (int i = 0; i < LAUNCHES; i++) {
			switch (i % 4) {
				case 0 -> corral.launch("success", Thread::yield);
				case 1 -> corral.launch("cancelled", () -> new CountDownLatch(1).await()).cancel("enough");
				case 2 -> corral.task("panic").recoverWith((panic) -> {
				}).launch(() -> {
					throw new IllegalStateException("planted");
				});
				default -> inAScope(corral);
			}
		}
	}

	private static void inAScope(Corral corral) {
		try (CancellationScope scope = corral.openScope("scope")) {
			scope.launch("child", () -> new CountDownLatch(1).await());
		}
	}

	private static void assertBalance(Counts counts) {
		assertThat(counts.queued() + counts.live() + counts.settled() + counts.unreachable())
			.isEqualTo(counts.launched());
	}

	private static void assertAddUp(Counts all, Map<String, Counts> byName) {
		assertThat(byName.values().stream().reduce(Counts.ZERO, Counts::plus)).isEqualTo(all);
		assertThat(all.settled()).isEqualTo(LAUNCHERS * LAUNCHES);
		assertThat(all.panicked()).isEqualTo(LAUNCHERS * LAUNCHES / 4);
		assertThat(all.succeeded() + all.panicked() + all.cancelled()).isEqualTo(all.settled());
	}

}
