package dev.corral.internal.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.Limits;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskSettings;
import dev.corral.internal.scope.Scope;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Limits of name, scope and launcher, and what a launch does that meets one. */
class AdmissionTests {

	private static final Duration LONG = Duration.ofDays(1);

	private final List<Engine> engines = new ArrayList<>();

	@AfterEach
	void nothingIsLeft() {
		for (Engine engine : this.engines) {
			engine.close();
			assertThat(engine.corral.monitor().launchesWaiting()).isZero();
			assertThat(Parts.of(engine.corral).admission().callers()).isZero();
			Parts.of(engine.corral)
				.registry()
				.limiters((limiter) -> assertThat(limiter.taken()).as("slots of a name").isZero());
		}
	}

	private Engine engine(UnaryOperator<CorralConfig> change) {
		Engine engine = new Engine(change);
		this.engines.add(engine);
		return engine;
	}

	private Engine waiting(int maxLive) {
		return engine((config) -> config.withMaxLive(maxLive).withOnFull(OnFull.WAIT));
	}

	// A launch on a thread of its own, which has not returned yet
	private static Launching launchAside(Engine engine, Runnable launch) throws InterruptedException {
		Launching launching = new Launching(launch);
		launching.thread.start();
		engine.time.untilParked(launching.thread);
		return launching;
	}

	@Test
	void rejectsAtTheLaunchersLimitNamingItLiveCountAndProperty() throws Exception {
		Engine engine = engine((config) -> config.withMaxLive(1));
		engine.running("first", engine::hold);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> engine.corral.launch("second", engine::hold))
			.withMessageContainingAll("\"second\"", "1 task is live", "the limit is 1", "corral.max-live");
		assertThat(engine.corral.monitor().counts("second").rejected()).isEqualTo(1);
	}

	@Test
	void rejectsAtTheLimitOfANameAndLeavesOtherNamesAlone() throws Exception {
		Engine engine = engine((config) -> config.withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(1))));
		engine.running("mail", engine::hold);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> engine.corral.launch("mail", engine::hold))
			.withMessageContainingAll("\"mail\"", "1 task of this name is live", "corral.tasks.mail.max-live");
		engine.running("other", engine::hold);
		assertThat(Parts.of(engine.corral).admission().all().taken()).isEqualTo(2);
	}

	@Test
	void everySlotIsGivenBackWhenALaterLimitRefuses() throws Exception {
		Engine engine = engine(
				(config) -> config.withMaxLive(1).withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(5))));
		engine.running("first", engine::hold);
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.failFast().limit(5));
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> scope.launch("mail", engine::hold))
				.withMessageContaining("corral.max-live");
		}
		Limiter ofScope = ((Scope) scope).limiter();
		assertThat(ofScope).isNotNull().extracting(Limiter::taken).isEqualTo(0);
		Parts.of(engine.corral).registry().limiters((limiter) -> assertThat(limiter.taken()).isZero());
		scope.close();
	}

	@Test
	void tryLaunchIsEmptyWhenFullAndCountedRejectedButThrowsWhenClosed() throws Exception {
		Engine engine = waiting(1);
		engine.running("first", engine::hold);
		assertThat(engine.corral.task("second").tryLaunch(engine::hold)).isEmpty();
		assertThat(engine.corral.task("second").tryCall(() -> 1)).isEmpty();
		assertThat(engine.corral.monitor().counts("second").rejected()).isEqualTo(2);
		engine.corral.limits(Limits.unchanged().withMaxLive(2));
		Optional<Task<Integer>> task = engine.corral.task("second").tryCall(() -> 1);
		assertThat(task).isPresent();
		assertThat(task.orElseThrow().join()).isEqualTo(1);
		CancellationScope scope = engine.corral.openScope("closed");
		scope.close();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> scope.task("third").tryLaunch(engine::hold));
	}

	@Test
	void waitingLaunchTakesTheSlotThatIsGivenBack() throws Exception {
		Engine engine = waiting(1);
		Task<?> first = engine.running("first", engine::hold);
		Launching second = launchAside(engine, () -> engine.corral.launch("second", () -> {
		}));
		assertThat(engine.corral.monitor().launchesWaiting()).isEqualTo(1);
		engine.release.countDown();
		assertThat(first.awaitSettled(Duration.ofDays(1))).isTrue();
		second.assertReturned();
		assertThat(engine.corral.monitor().counts("second").launched()).isEqualTo(1);
	}

	@Test
	void waitEndsAfterMaxWait() throws Exception {
		Engine engine = waiting(1);
		engine.running("first", engine::hold);
		Launching second = launchAside(engine, () -> engine.corral.launch("second", engine::hold));
		engine.time.advance(Duration.ofMillis(999));
		assertThat(second.thread.isAlive()).isTrue();
		engine.time.advance(Duration.ofMillis(1));
		second.assertRejected("no slot came free within PT1S");
		assertThat(engine.corral.monitor().counts("second").rejected()).isEqualTo(1);
	}

	@Test
	void firstComeIsFirstServed() throws Exception {
		Engine engine = waiting(1);
		engine.running("first", engine::hold);
		List<Integer> order = new CopyOnWriteArrayList<>();
		List<Launching> waiting = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			waiting.add(launchAside(engine, () -> engine.corral.launch("next", () -> order.add(number))));
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
	void interruptEndsTheWaitAndKeepsTheFlag() throws Exception {
		Engine engine = waiting(1);
		engine.running("first", engine::hold);
		Launching second = launchAside(engine, () -> engine.corral.launch("second", engine::hold));
		second.thread.interrupt();
		second.assertRejected("was interrupted while it waited");
		assertThat(second.flag).isTrue();
	}

	@Test
	void shutdownEndsTheWait() throws Exception {
		Engine engine = waiting(1);
		engine.running("first", engine::hold);
		Launching second = launchAside(engine, () -> engine.corral.launch("second", engine::hold));
		Thread closer = Thread.ofPlatform().start(engine.corral::close);
		second.assertRejected("launcher is closed");
		engine.release.countDown();
		closer.join();
	}

	@Test
	void cancelOfTheScopeEndsTheWaitAndTheLaunchComesBackCancelled() throws Exception {
		Engine engine = waiting(1);
		engine.running("first", engine::hold);
		CancellationScope scope = engine.corral.openScope("impatient");
		Launching second = launchAside(engine,
				() -> assertThat(scope.launch("second", engine::hold).status()).isEqualTo(TaskStatus.CANCELLED));
		scope.cancel("enough");
		second.assertReturned();
		assertThat(engine.corral.monitor().counts("second").rejected()).isEqualTo(1);
		scope.close();
	}

	@Test
	void limitOfAScopeWaitsWhateverOnFullSaysUntilTheScopesDeadline() throws Exception {
		Engine engine = engine(UnaryOperator.identity());
		CancellationScope scope = engine.corral.openScope("limited",
				ScopeConfig.failFast().limit(1).timeout(Duration.ofMinutes(5)));
		engine.running(scope.task("first"), engine::hold);
		Launching second = launchAside(engine,
				() -> assertThat(scope.launch("second", engine::hold).status()).isEqualTo(TaskStatus.CANCELLED));
		engine.time.advance(Duration.ofMinutes(4));
		assertThat(second.thread.isAlive()).isTrue();
		engine.time.advance(Duration.ofMinutes(1));
		second.assertReturned();
		engine.release.countDown();
		scope.close();
	}

	@Test
	void taskThatHoldsASlotOfTheLimitOrDescendsFromOneNeverWaitsForIt() throws Exception {
		Engine engine = engine((config) -> config.withOnFull(OnFull.WAIT)
			.withTaskSettings(Map.of("nested", TaskSettings.none().withMaxLive(1))));
		Task<String> outer = engine.corral.call("nested", () -> engine.corral.call("between", () -> {
			try {
				engine.corral.launch("nested", engine::hold);
				return "launched";
			}
			catch (RejectedExecutionException ex) {
				return String.valueOf(ex.getMessage());
			}
		}).join());
		assertThat(outer.join()).contains("or an ancestor holds a slot of it");
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.failFast().limit(1));
		Task<String> inScope = scope.call("first", () -> {
			try {
				TaskContext.current().scope().launch("second", engine::hold);
				return "launched";
			}
			catch (RejectedExecutionException ex) {
				return String.valueOf(ex.getMessage());
			}
		});
		assertThat(inScope.join()).contains("or an ancestor holds a slot of it");
		scope.close();
	}

	@Test
	void callerWaitsUntilItsTaskAboveTheLimitHasSettled() throws Exception {
		Engine engine = engine((config) -> config.withMaxLive(1).withOnFull(OnFull.CALLER_WAITS));
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
		Engine engine = engine((config) -> config.withMaxLive(1).withOnFull(OnFull.CALLER_WAITS));
		engine.running("first", engine::hold);
		Launching second = launchAside(engine, () -> {
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

	@Test
	void limitsChangeWhileRunningAndLoweringEndsNothing() throws Exception {
		Engine engine = waiting(0);
		engine.running("mail", engine::hold);
		engine.running("mail", engine::hold);
		engine.corral.limits(Limits.unchanged().withMaxLive(1).withMaxLive("mail", 1));
		assertThat(engine.corral.monitor().maxLive()).isEqualTo(1);
		assertThat(engine.corral.counts().live()).isEqualTo(2);
		assertThat(engine.corral.task("mail").tryLaunch(engine::hold)).isEmpty();
		Launching third = launchAside(engine, () -> engine.corral.launch("mail", engine::hold));
		engine.corral.limits(Limits.unchanged().withMaxLive("mail", 3));
		Engine.until(() -> engine.corral.monitor().launchesWaiting() == 1);
		engine.corral.limits(Limits.unchanged().withMaxLive(3));
		third.assertReturned();
		Counts counts = engine.corral.monitor().counts("mail");
		assertThat(counts.live() + counts.queued()).isEqualTo(3);
	}

	@Test
	void limitForANameWithoutBooksOfItsOwnIsRefused() {
		Engine engine = engine((config) -> config.withMaxNames(1));
		engine.corral.launch("known", () -> {
		});
		assertThatIllegalArgumentException()
			.isThrownBy(() -> engine.corral.limits(Limits.unchanged().withMaxLive("late", 3)))
			.withMessageContainingAll("'name'", "\"late\"", "corral.max-names");
	}

	@Test
	void launchThatWaitsGivesUpItsPlaceInTheQueue() throws Exception {
		Engine engine = waiting(1);
		Task<?> first = engine.running("first", engine::hold);
		Launching second = launchAside(engine, () -> engine.corral.launch("second", engine::hold));
		second.thread.interrupt();
		second.assertRejected("interrupted");
		engine.release.countDown();
		assertThat(first.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(engine.corral.task("third").tryLaunch(() -> {
		})).isPresent();
	}

	@Test
	void limitsOfNameScopeAndLauncherHoldTogether() throws Exception {
		Engine engine = engine(
				(config) -> config.withMaxLive(4).withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(2))));
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.supervise().limit(3));
		engine.running(scope.task("mail"), engine::hold);
		engine.running(scope.task("mail"), engine::hold);
		assertThat(scope.task("mail").tryLaunch(engine::hold)).as("name").isEmpty();
		engine.running(scope.task("print"), engine::hold);
		assertThat(scope.task("print").tryLaunch(engine::hold)).as("scope").isEmpty();
		engine.running("print", engine::hold);
		assertThat(engine.corral.task("print").tryLaunch(engine::hold)).as("launcher").isEmpty();
		engine.release.countDown();
		scope.close();
	}

	@Test
	void tasksThatWaitForEachOthersScopesAreFoundStuck() throws Exception {
		Engine engine = engine(
				(config) -> config.withLeakAfter(Engine.SECOND).withCheckInterval(Engine.SECOND).withMaxWait(LONG));
		CancellationScope one = engine.corral.openScope("one", ScopeConfig.supervise().limit(1));
		CancellationScope two = engine.corral.openScope("two", ScopeConfig.supervise().limit(1));
		CountDownLatch both = new CountDownLatch(2);
		launchAcross(one, two, both);
		launchAcross(two, one, both);
		Engine.until(() -> engine.corral.monitor().launchesWaiting() == 2);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			LeakCounts stuck = engine.corral.monitor().leaks("crossing").get(LeakReason.STUCK);
			return stuck != null && stuck.leaked() == 2;
		});
		assertThat(engine.corral.monitor().recentLeaks().get(0).stack())
			.anyMatch((frame) -> frame.getClassName().equals(Limiter.class.getName()));
		one.cancel("found");
		two.cancel("found");
		one.close();
		two.close();
	}

	private static void launchAcross(CancellationScope from, CancellationScope to, CountDownLatch both) {
		from.launch("crossing", () -> {
			both.countDown();
			both.await();
			to.launch("other", Thread::yield);
		});
	}

	@Test
	void launchWhoseFarAncestorsAreForgottenWaitsNoLongerThanMaxWait() throws Exception {
		Engine engine = engine(UnaryOperator.identity());
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.supervise().limit(1));
		Task<String> top = scope.call("top", () -> nested(engine, scope, Lineage.MAX_DEPTH + 1));
		Engine.until(() -> engine.corral.monitor().launchesWaiting() == 1);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return top.isDone();
		});
		assertThat(top.join()).contains("no slot came free within");
		scope.close();
	}

	private static String nested(Engine engine, CancellationScope limited, int depth) throws InterruptedException {
		if (depth > 0) {
			return engine.corral.call("nested", () -> nested(engine, limited, depth - 1)).join();
		}
		try {
			limited.launch("waits", engine::hold);
			return "launched";
		}
		catch (RejectedExecutionException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void noSlotIsLostWhenManyWaitGiveUpAndAreCancelled() throws Exception {
		Engine engine = engine((config) -> config.withMaxLive(3)
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

	/** A thread that launches, and what came of it. */
	private static final class Launching {

		private final Thread thread;

		private volatile @Nullable Throwable thrown;

		private volatile boolean flag;

		private Launching(Runnable launch) {
			this.thread = Thread.ofPlatform().daemon().unstarted(() -> {
				try {
					launch.run();
				}
				catch (Throwable ex) {
					this.thrown = ex;
				}
				this.flag = Thread.currentThread().isInterrupted();
			});
		}

		private void assertReturned() throws InterruptedException {
			this.thread.join();
			assertThat(this.thrown).isNull();
		}

		private void assertRejected(String why) throws InterruptedException {
			this.thread.join();
			assertThat(this.thrown).isInstanceOf(RejectedExecutionException.class).hasMessageContaining(why);
		}

	}

}
