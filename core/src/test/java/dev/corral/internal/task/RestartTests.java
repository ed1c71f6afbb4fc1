package dev.corral.internal.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.event.TaskEvent;
import dev.corral.internal.limit.Restarts;
import dev.corral.monitor.Panic;
import dev.corral.monitor.RecentPanic;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A panicking task is run again within its limits, and never once it has an outcome. */
class RestartTests {

	private static final RestartPolicy TWICE = RestartPolicy.onPanic(2, Duration.ofMinutes(1))
		.backoff(Duration.ofSeconds(1), Duration.ofSeconds(10))
		.withoutJitter();

	private final Engine engine = new Engine();

	private final AtomicInteger attempts = new AtomicInteger();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	private Task<?> failing(RestartPolicy policy) {
		return this.engine.corral.task("fails").restart(policy).launch(() -> {
			throw new IllegalStateException("attempt " + this.attempts.incrementAndGet());
		});
	}

	@Test
	void runsAgainAfterEachBackoffUntilTheBodyReturns() throws Exception {
		Task<String> task = this.engine.corral.task("third-time").restart(TWICE).call(() -> {
			if (this.attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
			return "attempt " + TaskContext.current().attempt();
		});
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofMillis(999));
		assertThat(this.attempts).hasValue(1);
		this.engine.time.advance(Duration.ofMillis(1));
		Engine.until(() -> this.attempts.get() == 2);
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofSeconds(2));
		assertThat(task.join()).isEqualTo("attempt 3");
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(2);
		assertThat(this.engine.corral.counts().restarted()).isEqualTo(2);
		assertThat(this.engine.corral.counts().succeeded()).isEqualTo(1);
	}

	@Test
	void moreThanMaxWithinThePeriodEscalatesWithTheLastPanic() throws Exception {
		Task<?> task = failing(TWICE);
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofSeconds(1));
		Engine.until(() -> this.attempts.get() == 2);
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofSeconds(2));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.havingCause()
			.withMessage("attempt 3");
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(3);
		assertThat(this.engine.corral.counts().restarted()).isEqualTo(2);
	}

	@Test
	void panicsOutsideThePeriodAreForgotten() throws Exception {
		Restarts restarts = new Restarts(RestartPolicy.onPanic(2, Duration.ofMillis(1)).withoutJitter());
		assertThat(restarts.next(0)).isEqualTo(Duration.ofMillis(100).toNanos());
		assertThat(restarts.next(1)).isEqualTo(Duration.ofMillis(200).toNanos());
		assertThat(restarts.next(1_000_000)).isEqualTo(-1);
		assertThat(restarts.next(1_000_001)).isEqualTo(Duration.ofMillis(200).toNanos());
		assertThat(restarts.next(5_000_000)).isEqualTo(Duration.ofMillis(100).toNanos());
	}

	@Test
	void withoutALimitTheBackoffStartsOverAfterAnAttemptOfMoreThanAMinute() {
		long minute = Duration.ofMinutes(1).toNanos();
		long longest = Duration.ofMinutes(5).toNanos();
		Restarts restarts = new Restarts(
				RestartPolicy.forever().backoff(Duration.ofMillis(100), Duration.ofMinutes(5)).withoutJitter());
		long now = 1;
		long wait = 0;
		for (int panics = 1; panics <= 100_000; panics++) {
			wait = restarts.next(now);
			assertThat(wait).isEqualTo((panics > 12) ? longest : 100_000_000L << (panics - 1));
			now += wait + minute;
		}
		assertThat(restarts.next(now + 1)).isEqualTo(100_000_000);
	}

	@Test
	void fixedDelayIsTheSameBeforeEachRestart() {
		Restarts restarts = new Restarts(RestartPolicy.forever().fixedDelay(Duration.ofSeconds(5)));
		for (int panics = 1; panics <= 100; panics++) {
			assertThat(restarts.next(panics)).isEqualTo(Duration.ofSeconds(5).toNanos());
		}
	}

	@Test
	void backoffDoublesUpToTheLongestAndJitterTakesOffUpToHalf() {
		RestartPolicy policy = RestartPolicy.onPanic(1000, Duration.ofHours(1))
			.backoff(Duration.ofMillis(10), Duration.ofMillis(75));
		List<Long> waits = new ArrayList<>();
		for (int panics = 1; panics <= 5; panics++) {
			waits.add(Restarts.backoffNanos(policy, panics, 0) / 1_000_000);
		}
		assertThat(waits).containsExactly(10L, 20L, 40L, 75L, 75L);
		assertThat(Restarts.backoffNanos(policy, 1000, 0)).isEqualTo(75_000_000);
		assertThat(Restarts.backoffNanos(policy, 2, 0.5)).isEqualTo(15_000_000);
		assertThat(Restarts.backoffNanos(policy, 2, 0.999_999)).isBetween(10_000_000L, 10_001_000L);
	}

	@Test
	void handlersAndListenersHearEveryPanicButScopeAndWaitersOnlyTheLast() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("supervised")) {
			Task<?> sibling = this.engine.running(scope.task("sibling"), this.engine::hold);
			Task<?> task = scope.task("fails").restart(TWICE).launch(() -> {
				throw new IllegalStateException("attempt " + this.attempts.incrementAndGet());
			});
			this.engine.untilItBacksOff(task);
			assertThat(sibling.isDone()).isFalse();
			assertThat(task.isDone()).isFalse();
			this.engine.time.advance(Duration.ofSeconds(1));
			Engine.until(() -> this.attempts.get() == 2);
			this.engine.untilItBacksOff(task);
			assertThat(scope.isCancelled()).isFalse();
			this.engine.time.advance(Duration.ofSeconds(2));
			assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
			assertThat(scope.cause()).hasValueSatisfying((cause) -> assertThat(cause).hasMessage("attempt 3"));
			this.engine.release.countDown();
		}
		assertThat(this.engine.panics).extracting(Panic::attempt).containsExactly(1, 2, 3);
		assertThat(this.engine.panics).extracting(Panic::late).containsOnly(false);
		assertThat(this.engine.events).filteredOn((event) -> event instanceof TaskEvent.Panicked)
			.extracting((event) -> ((TaskEvent.Panicked) event).panic().attempt())
			.containsExactly(1, 2, 3);
		assertThat(this.engine.events).filteredOn((event) -> event instanceof TaskEvent.Restarting)
			.extracting((event) -> ((TaskEvent.Restarting) event).attempt())
			.containsExactly(2, 3);
		assertThat(this.engine.corral.monitor().recentPanics()).extracting(RecentPanic::attempt)
			.containsExactly(3, 2, 1);
	}

	@Test
	void cancelWhileItBacksOffEndsItAtOnceWithoutAnotherAttempt() throws Exception {
		Task<?> task = failing(TWICE);
		this.engine.untilItBacksOff(task);
		assertThat(task.cancel("enough")).isTrue();
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.attempts).hasValue(1);
		assertThat(this.engine.corral.counts().restarted()).as("counted with the panic").isEqualTo(1);
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
	}

	@Test
	void cancelWithoutInterruptEndsTheBackoffToo() throws Exception {
		Task<?> task = failing(TWICE);
		this.engine.untilItBacksOff(task);
		assertThat(task.cancel(false)).isTrue();
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(this.attempts).hasValue(1);
	}

	@Test
	void bodyThatThrowsSomethingElseAfterTheCancelIsNotRestarted() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("stubborn").restart(TWICE), () -> {
			this.attempts.incrementAndGet();
			Engine.until(Thread::interrupted);
			throw new IllegalStateException("after the cancel");
		});
		task.cancel("enough");
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(this.attempts).hasValue(1);
		assertThat(this.engine.panics).singleElement().matches(Panic::late);
		assertThat(this.engine.corral.counts().restarted()).isZero();
	}

	@Test
	void timeoutSpansAllAttemptsAndBackoffs() throws Exception {
		Task<?> task = this.engine.corral.task("slow").timeout(Duration.ofMillis(1500)).restart(TWICE).launch(() -> {
			throw new IllegalStateException("attempt " + this.attempts.incrementAndGet());
		});
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofSeconds(1));
		Engine.until(() -> this.attempts.get() == 2);
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofMillis(500));
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.TIMED_OUT);
		assertThat(this.attempts).hasValue(2);
	}

	@Test
	void scopeOpenedByAnAttemptIsClosedBeforeTheNext() throws Exception {
		AtomicReference<CancellationScope> first = new AtomicReference<>();
		Task<Boolean> task = this.engine.corral.task("opens").restart(TWICE).call(() -> {
			CancellationScope before = first.get();
			if (before == null) {
				first.set(TaskContext.current().scope().openScope("of-attempt-1"));
				throw new IllegalStateException("left open");
			}
			return this.engine.corral.monitor().openScopes() == 0;
		});
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofSeconds(1));
		assertThat(task.join()).isTrue();
	}

	@Test
	void interruptStatusNeverLeaksIntoTheNextAttempt() throws Exception {
		List<Boolean> seen = new CopyOnWriteArrayList<>();
		Task<?> task = this.engine.corral.task("flag").restart(TWICE).recoverWith((panic) -> {
			seen.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
		}).launch(() -> {
			seen.add(Thread.currentThread().isInterrupted());
			if (this.attempts.incrementAndGet() == 1) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("with the flag set");
			}
		});
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Duration.ofSeconds(1));
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(seen).containsExactly(false, false, false);
	}

	@Test
	void dumpShowsBackingOffAndTheAttempt() throws Exception {
		Task<?> task = failing(TWICE);
		this.engine.untilItBacksOff(task);
		StringBuilder dump = new StringBuilder();
		this.engine.corral.dumps().write(TaskFilter.all(), 10, dump);
		assertThat(dump).contains("\"fails\" [BACKING_OFF/");
		this.engine.time.advance(Duration.ofSeconds(1));
		Engine.until(() -> this.attempts.get() == 2);
		this.engine.untilItBacksOff(task);
		StringBuilder second = new StringBuilder();
		this.engine.corral.dumps().write(TaskFilter.all(), 10, second);
		assertThat(second).contains("{scope: root, attempt: 2}");
		task.cancel("seen");
	}

	@Test
	void badPolicyIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> RestartPolicy.onPanic(0, Duration.ofMinutes(1)))
			.withMessage("'max' must be from 1 to 1000, but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> RestartPolicy.onPanic(1, Duration.ZERO))
			.withMessage("'within' must be at least 1 ms, but was PT0S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TWICE.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
			.withMessageContainingAll("'max'", "'min'", "PT1S", "PT2S");
		assertThatIllegalStateException().isThrownBy(() -> RestartPolicy.never().withoutJitter())
			.withMessageContaining("onPanic");
		assertThatIllegalArgumentException().isThrownBy(() -> TWICE.fixedDelay(Duration.ofNanos(999_999)))
			.withMessage("'delay' must be at least 1 ms, but was PT0.000999999S");
		assertThatIllegalArgumentException().isThrownBy(() -> TWICE.attemptTimeout(Duration.ZERO))
			.withMessage("'timeout' must be positive, but was PT0S");
		assertThatIllegalStateException().isThrownBy(() -> RestartPolicy.never().retryIf((panic) -> true))
			.withMessageContaining("forever");
	}

}
