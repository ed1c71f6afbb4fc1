package dev.corral.internal.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSettings;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** Launches that wait for a slot: who gets it, and what ends the wait. */
class WaitForSlotTests {

	private static final Duration LONG = Duration.ofDays(1);

	private final LimitedEngines engines = new LimitedEngines();

	@AfterEach
	void nothingIsLeft() {
		this.engines.close();
	}

	@Test
	void waitingLaunchTakesTheSlotThatIsGivenBack() throws Exception {
		Engine engine = this.engines.waiting(1);
		Task<?> first = engine.running("first", engine::hold);
		Launching second = Launching.aside(engine, () -> engine.corral.launch("second", () -> {
		}));
		assertThat(engine.corral.monitor().launchesWaiting()).isEqualTo(1);
		engine.release.countDown();
		assertThat(first.awaitSettled(Duration.ofDays(1))).isTrue();
		second.assertReturned();
		assertThat(engine.corral.monitor().counts("second").launched()).isEqualTo(1);
	}

	@Test
	void firstComeIsFirstServed() throws Exception {
		Engine engine = this.engines.waiting(1);
		engine.running("first", engine::hold);
		List<Integer> order = new CopyOnWriteArrayList<>();
		List<Launching> waiting = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			waiting.add(Launching.aside(engine, () -> engine.corral.launch("next", () -> order.add(number))));
		}
		assertThat(engine.corral.task("overtakes").tryLaunch(engine::hold)).isEmpty();
		engine.release.countDown();
		for (Launching launching : waiting) {
			launching.assertReturned();
		}
		Engine.until(() -> order.size() == 5);
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void waitEndsAfterMaxWait() throws Exception {
		Engine engine = this.engines.waiting(1);
		engine.running("first", engine::hold);
		Launching second = Launching.aside(engine, () -> engine.corral.launch("second", engine::hold));
		engine.time.advance(Duration.ofMillis(999));
		assertThat(second.thread.isAlive()).isTrue();
		engine.time.advance(Duration.ofMillis(1));
		second.assertRejected("no slot came free within 1 s");
		assertThat(engine.corral.monitor().counts("second").rejected()).isEqualTo(1);
	}

	@Test
	void interruptEndsTheWaitAndKeepsTheFlag() throws Exception {
		Engine engine = this.engines.waiting(1);
		engine.running("first", engine::hold);
		Launching second = Launching.aside(engine, () -> engine.corral.launch("second", engine::hold));
		second.thread.interrupt();
		second.assertRejected("was interrupted while it waited");
		assertThat(second.flag).isTrue();
	}

	@Test
	void shutdownEndsTheWait() throws Exception {
		Engine engine = this.engines.waiting(1);
		engine.running("first", engine::hold);
		Launching second = Launching.aside(engine, () -> engine.corral.launch("second", engine::hold));
		Thread closer = Thread.ofPlatform().start(engine.corral::close);
		second.assertRejected("launcher is closed");
		engine.release.countDown();
		closer.join();
	}

	@Test
	void cancelOfTheScopeEndsTheWaitAndTheLaunchComesBackCancelled() throws Exception {
		Engine engine = this.engines.waiting(1);
		engine.running("first", engine::hold);
		CancellationScope scope = engine.corral.openScope("impatient");
		Launching second = Launching.aside(engine,
				() -> assertThat(scope.launch("second", engine::hold).status()).isEqualTo(TaskStatus.CANCELLED));
		scope.cancel("enough");
		second.assertReturned();
		assertThat(engine.corral.monitor().counts("second").skipped()).isEqualTo(1);
		assertThat(engine.corral.monitor().counts("second").rejected()).isZero();
		scope.close();
	}

	@Test
	void limitOfAScopeWaitsWhateverOnFullSaysUntilTheScopesDeadline() throws Exception {
		Engine engine = this.engines.open(UnaryOperator.identity());
		CancellationScope scope = engine.corral.openScope("limited",
				ScopeConfig.failFast().limit(1).timeout(Duration.ofMinutes(5)));
		engine.running(scope.task("first"), engine::hold);
		Launching second = Launching.aside(engine,
				() -> assertThat(scope.launch("second", engine::hold).status()).isEqualTo(TaskStatus.CANCELLED));
		engine.time.advance(Duration.ofMinutes(4));
		assertThat(second.thread.isAlive()).isTrue();
		engine.time.advance(Duration.ofMinutes(1));
		second.assertReturned();
		engine.release.countDown();
		scope.close();
	}

	@Test
	void launchThatWaitsGivesUpItsPlaceInTheQueue() throws Exception {
		Engine engine = this.engines.waiting(1);
		Task<?> first = engine.running("first", engine::hold);
		Launching second = Launching.aside(engine, () -> engine.corral.launch("second", engine::hold));
		second.thread.interrupt();
		second.assertRejected("interrupted");
		engine.release.countDown();
		assertThat(first.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(engine.corral.task("third").tryLaunch(() -> {
		})).isPresent();
	}

	@Test
	void noSlotIsLostWhenManyWaitGiveUpAndAreCancelled() throws Exception {
		Engine engine = this.engines.open((config) -> config.withMaxLive(3)
			.withOnFull(OnFull.WAIT)
			.withMaxWait(LONG)
			.withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(2))));
		List<Thread> launchers = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			Random random = new Random(i);
			launchers.add(Thread.ofPlatform().daemon().start(() -> {
				for (int j = 0; j < 300; j++) {
					launchSomehow(engine, random);
				}
			}));
		}
		for (Thread launcher : launchers) {
			launcher.join();
		}
		engine.assertNothingIsLeft();
		assertThat(engine.corral.monitor().launchesWaiting()).isZero();
		Parts.of(engine.corral).registry().limiters((limiter) -> assertThat(limiter.taken()).isZero());
	}

	// Sometimes with the interrupt flag set, sometimes into a scope that ends meanwhile
	private static void launchSomehow(Engine engine, Random random) {
		if (random.nextInt(4) == 0) {
			Thread.currentThread().interrupt();
		}
		try (CancellationScope scope = engine.corral.openScope("brief", ScopeConfig.supervise().limit(1))) {
			scope.launch("mail", Thread::yield);
			scope.launch(random.nextBoolean() ? "mail" : "print", Thread::yield);
			if (random.nextBoolean()) {
				scope.cancel("not needed");
			}
			engine.corral.launch("print", Thread::yield);
		}
		catch (RejectedExecutionException ex) {
			assertThat(ex).hasMessageContaining("interrupted");
		}
		finally {
			Thread.interrupted();
		}
	}

}
