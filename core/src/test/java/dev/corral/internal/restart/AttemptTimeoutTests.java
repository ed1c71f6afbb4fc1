package dev.corral.internal.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Outcome;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.task.RunningContext;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An attempt past its time has failed, and is followed by another. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttemptTimeoutTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final Duration DAY = Duration.ofDays(1);

	private static final RestartPolicy FOREVER = RestartPolicy.forever()
		.fixedDelay(Engine.SECOND)
		.attemptTimeout(LIMIT);

	private final Engine engine = new Engine((config) -> config.withCancelGrace(GRACE));

	private final AtomicInteger attempts = new AtomicInteger();

	private final AtomicInteger interrupts = new AtomicInteger();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	private void untilAttempt(int number) {
		Engine.until(() -> this.attempts.get() == number);
	}

	private static void sleep() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	@Test
	void attemptPastItsTimeIsInterruptedAndFollowedByAnother() throws Exception {
		Task<String> task = this.engine.corral.task("poll").restart(FOREVER).call(() -> {
			if (this.attempts.incrementAndGet() < 3) {
				sleep();
			}
			return "attempt " + TaskContext.current().attempt();
		});
		for (int number = 1; number < 3; number++) {
			untilAttempt(number);
			this.engine.time.advance(LIMIT.minusNanos(1));
			assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
			this.engine.time.advance(Duration.ofNanos(1));
			this.engine.untilItBacksOff(task);
			this.engine.time.advance(Engine.SECOND);
		}
		assertThat(task.join()).isEqualTo("attempt 3");
		assertThat(this.engine.panics).extracting(Panic::attempt).containsExactly(1, 2);
		assertThat(this.engine.panics.get(1).cause()).isInstanceOf(TaskTimeoutException.class)
			.hasMessage("attempt 2 of task " + task.id() + " \"poll\" exceeded its timeout of 10 s")
			.satisfies((cause) -> assertThat(cause.getSuppressed()).singleElement()
				.isInstanceOf(InterruptedException.class));
		assertThat(this.engine.corral.counts().restarted()).isEqualTo(2);
		assertThat(this.engine.corral.counts().timedOut()).isZero();
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
	}

	@Test
	void expectedFailureAfterTheTimeOfItsAttemptIsSuppressed() throws Exception {
		Task<?> task = this.engine.corral.task("poll").restart(FOREVER).expects(IOException.class).launch(() -> {
			if (this.attempts.incrementAndGet() == 1) {
				try {
					sleep();
				}
				catch (InterruptedException ex) {
					throw new IOException("planted", ex);
				}
			}
		});
		untilAttempt(1);
		this.engine.time.advance(LIMIT);
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Engine.SECOND);
		task.join();
		assertThat(this.engine.panics).singleElement()
			.satisfies((panic) -> assertThat(panic.cause().getSuppressed()).singleElement()
				.isInstanceOf(IOException.class));
	}

	@Test
	void valueThatComesAfterTheTimeOfItsAttemptIsNone() throws Exception {
		List<String> late = new CopyOnWriteArrayList<>();
		Task<String> task = this.engine.corral.task("poll").restart(FOREVER).call(() -> {
			if (this.attempts.incrementAndGet() > 1) {
				return "in time";
			}
			try {
				sleep();
			}
			catch (InterruptedException ex) {
				return "late";
			}
			return "in vain";
		}, late::add);
		untilAttempt(1);
		this.engine.time.advance(LIMIT);
		this.engine.untilItBacksOff(task);
		Engine.until(() -> !late.isEmpty());
		this.engine.time.advance(Engine.SECOND);
		assertThat(task.join()).isEqualTo("in time");
		assertThat(this.engine.panics).singleElement()
			.satisfies((panic) -> assertThat(panic.cause()).isInstanceOf(TaskTimeoutException.class)
				.hasNoSuppressedExceptions());
		this.engine.time.awaitQuiet();
		assertThat(late).containsExactly("late");
	}

	@Test
	void lastAttemptOutOfTimeIsTheOutcome() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("poll").restart(FOREVER.retryIf((panic) -> false)),
				AttemptTimeoutTests::sleep);
		this.engine.time.advance(LIMIT);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(TaskTimeoutException.class);
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		assertThat(this.engine.corral.counts().gaveUp()).isEqualTo(1);
	}

	@Test
	void cancelMeanwhileWinsAndInterruptsAgain() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("poll").restart(FOREVER), () -> {
			try {
				sleep();
			}
			catch (InterruptedException ex) {
				this.interrupts.incrementAndGet();
			}
			sleep();
		});
		this.engine.time.advance(LIMIT);
		Engine.until(() -> this.interrupts.get() == 1);
		assertThat(task.cancel("enough")).isTrue();
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.engine.panics).isEmpty();
		assertThat(this.engine.corral.counts().panicked()).isZero();
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
	}

	@Test
	void timeoutOfTheTaskComesBeforeThatOfItsAttempt() throws Exception {
		Task<?> task = this.engine
			.running(this.engine.corral.task("poll").timeout(LIMIT.multipliedBy(2)).restart(FOREVER), () -> {
				this.attempts.incrementAndGet();
				sleep();
			});
		this.engine.time.advance(LIMIT);
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Engine.SECOND);
		untilAttempt(2);
		this.engine.time.advance(LIMIT.minus(Engine.SECOND));
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(((SupervisedTask<?>) task).decided()).isEqualTo(new Outcome.TimedOut<>(LIMIT.multipliedBy(2)));
		assertThat(this.engine.panics).hasSize(1);
		assertThat(this.engine.corral.counts().gaveUp()).isZero();
	}

	@Test
	void noAttemptLeavesADeadlineOrASlot() throws Exception {
		int tasks = 50;
		for (int i = 0; i < tasks; i++) {
			this.engine.corral.task("poll").restart(FOREVER).launch(() -> {
				this.attempts.incrementAndGet();
				sleep();
			});
		}
		for (int round = 1; round <= 5; round++) {
			untilAttempt(round * tasks);
			assertThat(Parts.of(this.engine.corral).deadlines().size()).as("deadlines").isEqualTo(tasks);
			this.engine.time.advance(LIMIT);
			Engine.until(() -> this.engine.corral.monitor()
				.count(TaskFilter.all().withStatus(TaskStatus.BACKING_OFF)) == tasks);
			Parts.of(this.engine.corral).registry().forEach(this::untilParked);
			assertThat(Parts.of(this.engine.corral).deadlines().size()).as("deadlines between attempts").isZero();
			assertThat(Parts.of(this.engine.corral).admission().all().taken()).as("slots").isEqualTo(tasks);
			this.engine.time.advance(Engine.SECOND);
		}
	}

	private void untilParked(SupervisedTask<?> task) {
		try {
			this.engine.untilItBacksOff(task);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void interruptOfAnAttemptReachesNeitherPredicateNorHandlerNorTheNextAttempt() throws Exception {
		List<Boolean> seen = new CopyOnWriteArrayList<>();
		RestartPolicy policy = FOREVER.retryIf((panic) -> seen.add(Thread.currentThread().isInterrupted()));
		Task<?> task = this.engine.corral.task("poll")
			.restart(policy)
			.recoverWith((panic) -> seen.add(Thread.currentThread().isInterrupted()))
			.launch(() -> {
				seen.add(Thread.currentThread().isInterrupted());
				if (this.attempts.incrementAndGet() == 1) {
					this.engine.hold();
				}
			});
		untilAttempt(1);
		this.engine.time.advance(LIMIT);
		Engine.until(() -> isInterrupted(task));
		this.engine.release.countDown();
		this.engine.untilItBacksOff(task);
		this.engine.time.advance(Engine.SECOND);
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(seen).containsExactly(false, false, false, false);
	}

	private static boolean isInterrupted(Task<?> task) {
		Attempts attempts = ((SupervisedTask<?>) task).attemptsIfAny();
		return attempts != null && attempts.cause().isPresent() && !attempts.isInterruptInFlight()
				&& attempts.deadline() instanceof TimedAttempt attempt && !attempt.isInterruptPending();
	}

	@Test
	void bodySeesTheTimeOfItsAttempt() throws Exception {
		List<Optional<Duration>> left = new CopyOnWriteArrayList<>();
		AtomicInteger cancels = new AtomicInteger();
		Task<?> task = this.engine.running(this.engine.corral.task("compute").restart(FOREVER), () -> {
			TaskContext context = TaskContext.current();
			context.onCancel(cancels::incrementAndGet);
			left.add(context.remaining());
			this.attempts.incrementAndGet();
			while (true) {
				context.checkCancelled();
				Thread.onSpinWait();
			}
		});
		untilAttempt(1);
		this.engine.time.advance(LIMIT);
		this.engine.untilItBacksOff(task);
		assertThat(left).containsExactly(Optional.of(LIMIT));
		assertThat(this.engine.panics).singleElement()
			.satisfies((panic) -> assertThat(panic.cause().getSuppressed()).singleElement()
				.isInstanceOf(CancellationException.class));
		assertThat(cancels).hasValue(0);
		assertThat(new RunningContext((SupervisedTask<?>) task).isCancelled()).isFalse();
	}

}
