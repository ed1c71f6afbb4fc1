package dev.corral.internal.restart;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskSettings;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which panics are followed by a restart, and who learns that no other one is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GaveUpTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final RestartPolicy ONCE = RestartPolicy.onPanic(1, Duration.ofMinutes(1)).fixedDelay(Engine.SECOND);

	private static final RestartPolicy FOREVER = RestartPolicy.forever().fixedDelay(Engine.SECOND);

	private final Engine engine = new Engine();

	private final AtomicInteger attempts = new AtomicInteger();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	private Task<?> failing(RestartPolicy policy) {
		return this.engine.corral.task("feed").restart(policy).launch(this::fail);
	}

	private void fail() {
		throw new IllegalStateException("attempt " + this.attempts.incrementAndGet());
	}

	private void assertGaveUp(Task<?> task, int restarts) throws InterruptedException {
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		assertThat(this.engine.corral.counts().gaveUp()).isEqualTo(1);
		assertThat(this.engine.corral.counts().restarted()).isEqualTo(restarts);
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(restarts + 1);
		assertThat(this.engine.panics).hasSize(restarts + 1).noneMatch(Panic::late);
	}

	@Test
	void retriedPanicIsAWarningAndTheLastAnErrorThatSaysSo() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> task = failing(ONCE);
			this.engine.untilItBacksOff(task);
			this.engine.time.advance(Engine.SECOND);
			assertGaveUp(task, 1);
			String subject = "Task " + task.id() + " \"feed\" panicked";
			assertThat(log.messages(Level.WARN)).singleElement()
				.asString()
				.startsWith(subject + " after 0 ms, launched by ");
			assertThat(log.messages(Level.ERROR)).singleElement()
				.asString()
				.startsWith(subject + " in attempt 2 and gave up after 1 restart in 1 s, launched by ");
		}
		assertThat(this.engine.events).extracting((event) -> event.getClass().getSimpleName())
			.containsExactly("Started", "Panicked", "Restarting", "Panicked", "GaveUp", "Ended");
		assertThat(this.engine.events.get(4)).isInstanceOfSatisfying(TaskEvent.GaveUp.class, (last) -> {
			assertThat(last.name()).isEqualTo("feed");
			assertThat(last.restarts()).isEqualTo(1);
			assertThat(last.ranFor()).isEqualTo(Engine.SECOND);
		});
	}

	@Test
	void waiterThatHasTheOutcomeFindsItCounted() throws Exception {
		Task<?> task = failing(FOREVER.retryIf((panic) -> false));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join);
		assertThat(this.engine.corral.counts().gaveUp()).isEqualTo(1);
		assertThat(this.engine.corral.monitor().counts("feed").gaveUp()).isEqualTo(1);
	}

	@Test
	void panicThatThePredicateDoesNotAcceptIsTheLast() throws Exception {
		List<Throwable> asked = new CopyOnWriteArrayList<>();
		Task<?> task = failing(FOREVER.retryIf((panic) -> {
			asked.add(panic);
			return asked.size() < 3;
		}));
		try (LogOfCorral log = new LogOfCorral()) {
			for (int restart = 1; restart < 3; restart++) {
				this.engine.untilItBacksOff(task);
				this.engine.time.advance(Engine.SECOND);
				int next = restart + 1;
				Engine.until(() -> this.attempts.get() == next);
			}
			assertGaveUp(task, 2);
			assertThat(log.messages(Level.ERROR)).singleElement()
				.asString()
				.contains(
						" in attempt 3 and gave up after 2 restarts in 2 s because retryIf allows no more, launched ");
		}
		assertThat(asked).extracting(Throwable::getMessage).containsExactly("attempt 1", "attempt 2", "attempt 3");
	}

	@Test
	void predicateThatThrowsMeansNoRestartAndIsLogged() throws Exception {
		Predicate<Throwable> hostile = (panic) -> {
			Thread.currentThread().interrupt();
			throw new StackOverflowError("of the predicate");
		};
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> task = failing(FOREVER.retryIf(hostile));
			assertGaveUp(task, 0);
			assertThat(log.messages(Level.ERROR)).hasSize(2)
				.first()
				.asString()
				.startsWith("Task " + task.id() + " \"feed\": retry predicate " + GaveUpTests.class.getName())
				.endsWith("failed; the task is not restarted");
			assertThat(log.events(Level.ERROR).get(0).getThrowableProxy().getMessage()).isEqualTo("of the predicate");
			assertThat(log.messages(Level.ERROR).get(1)).contains(
					" panicked and gave up after 0 restarts in 0 ms because retryIf allows no more, launched by ");
		}
	}

	@Test
	void predicateIsNotAskedWhenThereIsNoRestartAnyway() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		Task<?> task = failing(ONCE.retryIf((panic) -> asked.incrementAndGet() > 0));
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Engine.SECOND);
		assertGaveUp(task, 1);
		assertThat(asked).hasValue(1);
	}

	@Test
	void predicateThatBlocksHoldsNobodyElse() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		Task<?> task = failing(FOREVER.retryIf((panic) -> {
			entered.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
			return true;
		}));
		entered.await();
		assertThat(task.status()).isEqualTo(TaskStatus.BACKING_OFF);
		assertThat(task.cancel("enough")).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.ENDING);
		release.countDown();
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(interrupted).isFalse();
		assertThat(this.attempts).hasValue(1);
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
		assertPanicBeforeTheOutcome();
	}

	private void assertPanicBeforeTheOutcome() {
		assertThat(this.engine.panics).singleElement().matches((panic) -> !panic.late());
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
		assertThat(this.engine.corral.monitor().recentPanics()).singleElement().matches((panic) -> !panic.late());
	}

	private void timingOut(Consumer<Task<?>> meanwhile) throws Exception {
		CompletableFuture<Task<?>> launched = new CompletableFuture<>();
		launched.complete(this.engine.corral.task("feed").restart(FOREVER.retryIf((panic) -> {
			meanwhile.accept(launched.join());
			return true;
		})).launch(() -> {
			throw new SocketTimeoutException("no interrupt was there yet");
		}));
		Task<?> task = launched.join();
		Engine.until(() -> this.engine.corral.counts().settled() == 1);
		assertThat(task.isCancelled()).isTrue();
	}

	@Test
	void panicBeforeACancelIsNoAnswerToItWhateverThePredicateWaitsFor() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			timingOut((task) -> task.cancel("enough"));
			assertThat(log.messages(Level.ERROR)).singleElement()
				.asString()
				.contains("\"feed\" panicked after 0 ms, launched by ");
		}
		assertPanicBeforeTheOutcome();
	}

	@Test
	void panicWhosePredicateClosesTheLauncherIsNotLate() throws Exception {
		timingOut((task) -> this.engine.corral.close());
		assertPanicBeforeTheOutcome();
	}

	@Test
	void predicateWhoseExceptionBlocksHoldsNeitherPanicNorOutcome() throws Exception {
		Predicate<Throwable> hostile = (panic) -> {
			throw new Blocking();
		};
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> task = failing(FOREVER.retryIf(hostile));
			assertGaveUp(task, 0);
			assertThat(log.messages(Level.ERROR)).hasSize(2);
			assertThat(log.events(Level.ERROR).get(0).getThrowableProxy().getMessage())
				.isEqualTo(Blocking.class.getName());
		}
	}

	@Test
	void taskThatClosesItsLauncherAndPanicsHasNotGivenUp() throws Exception {
		Task<?> task = this.engine.corral.task("feed").restart(FOREVER).launch(() -> {
			this.engine.corral.close();
			fail();
		});
		Engine.until(() -> this.engine.corral.counts().settled() == 1);
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
		assertThat(this.engine.events).noneMatch((event) -> event instanceof TaskEvent.GaveUp);
		assertThat(task.isDone()).isTrue();
	}

	@Test
	void taskWithoutAPolicyHasNothingToGiveUp() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> task = failing(RestartPolicy.never());
			assertThat(task.awaitSettled(DAY)).isTrue();
			assertThat(log.messages(Level.ERROR)).singleElement().asString().doesNotContain("gave up");
		}
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
	}

	@Test
	void withoutALimitNoNumberOfPanicsIsTheLast() throws Exception {
		Task<?> task = failing(FOREVER);
		for (int restart = 1; restart <= 2000; restart++) {
			this.engine.untilItBacksOff(task);
			this.engine.time.advance(Engine.SECOND);
			int next = restart + 1;
			Engine.until(() -> this.attempts.get() == next);
		}
		assertThat(task.isDone()).isFalse();
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
		assertThat(this.engine.corral.counts().restarted()).isGreaterThanOrEqualTo(2000);
	}

	@Test
	void configuredPolicyKeepsThePredicateOfTheCode() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		Engine configured = new Engine(
				(config) -> config.withTaskSettings(Map.of("feed", TaskSettings.none().withRestart(FOREVER), "off",
						TaskSettings.none().withRestart(RestartPolicy.never()))));
		for (String name : List.of("feed", "off")) {
			Task<?> task = configured.corral.task(name)
				.restart(ONCE.retryIf((panic) -> asked.incrementAndGet() == 0))
				.launch(this::fail);
			assertThat(task.awaitSettled(DAY)).isTrue();
		}
		assertThat(asked).as("asked").hasValue(1);
		assertThat(configured.corral.counts().gaveUp()).isEqualTo(1);
		configured.close();
	}

	/** Its text is never there. */
	@SuppressWarnings("serial")
	private final class Blocking extends RuntimeException {

		@Override
		public String getMessage() {
			GaveUpTests.this.engine.hold();
			return "late";
		}

	}

}
