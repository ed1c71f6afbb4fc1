package dev.corral.internal.restart;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Outcome;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.event.TaskEvent;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Deaf;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** An attempt that does not end within the grace after its timeout is the last. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostAttemptTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final Duration DAY = Duration.ofDays(1);

	private static final RestartPolicy FOREVER = RestartPolicy.forever()
		.fixedDelay(Engine.SECOND)
		.attemptTimeout(LIMIT);

	private final Engine engine = new Engine((config) -> config.withCancelGrace(GRACE));

	private final AtomicInteger interrupts = new AtomicInteger();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	// Counts interrupts and goes on, until the test is over
	private void ignoreInterrupts() {
		while (this.engine.release.getCount() > 0) {
			try {
				this.engine.release.await();
			}
			catch (InterruptedException ex) {
				this.interrupts.incrementAndGet();
			}
		}
	}

	@Test
	void attemptThatDoesNotEndWithinTheGraceEndsTheTaskAndIsOverdue() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> task = this.engine.running(this.engine.corral.task("poll").longRunning().restart(FOREVER),
					this::ignoreInterrupts);
			this.engine.time.advance(LIMIT);
			Engine.until(() -> this.interrupts.get() == 1);
			this.engine.time.advance(GRACE.minusNanos(1));
			assertThat(task.isDone()).isFalse();
			this.engine.time.advance(Duration.ofNanos(1));
			assertThat(((SupervisedTask<?>) task).decided()).isEqualTo(new Outcome.TimedOut<>(LIMIT));
			Engine.until(() -> this.engine.corral.counts().leaked() == 1);
			assertThat(this.engine.corral.monitor().recentLeaks()).singleElement()
				.satisfies((leak) -> assertThat(leak.reason()).isEqualTo(LeakReason.OVERDUE));
			this.engine.time.advance(DAY);
			assertThat(this.interrupts).as("interrupts").hasValue(1);
			assertThat(Parts.of(this.engine.corral).deadlines().size()).as("deadlines").isZero();
			this.engine.release.countDown();
			assertThat(task.awaitSettled(DAY)).isTrue();
			assertThat(this.engine.corral.counts().gaveUp()).isEqualTo(1);
			assertThat(this.engine.corral.counts().panicked()).isZero();
			assertThat(log.messages(Level.ERROR)).singleElement()
				.asString()
				.startsWith("Task " + task.id() + " \"poll\" gave up after 0 restarts in 15 s: "
						+ "attempt 1 did not end within 5 s after its timeout of 10 s, launched by ");
		}
		assertThat(this.engine.events).filteredOn((event) -> event instanceof TaskEvent.GaveUp)
			.singleElement()
			.isInstanceOfSatisfying(TaskEvent.GaveUp.class, (last) -> assertThat(last.restarts()).isZero());
	}

	@Test
	void whatALostAttemptThrowsInTheEndIsALatePanic() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("poll").restart(FOREVER), () -> {
			ignoreInterrupts();
			throw new IllegalStateException("planted");
		});
		this.engine.time.advance(LIMIT);
		Engine.until(() -> this.interrupts.get() == 1);
		this.engine.time.advance(GRACE);
		this.engine.release.countDown();
		assertThat(task.awaitSettled(DAY)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.TIMED_OUT);
		assertThat(this.engine.panics).singleElement().satisfies((panic) -> {
			assertThat(panic.late()).isTrue();
			assertThat(panic.cause()).hasMessage("planted");
		});
	}

	// It closes its scope later than it is interrupted, so that the grace of the close is
	// not over at the same time
	@Test
	void attemptThatClosesItsScopeIsNotLost() throws Exception {
		CountDownLatch closes = new CountDownLatch(1);
		Task<?> task = this.engine.running(this.engine.corral.task("poll").restart(FOREVER), () -> {
			try (CancellationScope scope = this.engine.corral.openScope("children")) {
				scope.launch("child", this.engine::hold);
				Deaf.await(closes);
			}
		});
		Engine.until(() -> this.engine.corral.counts().live() == 2);
		this.engine.time.advance(LIMIT.plus(Engine.SECOND));
		closes.countDown();
		Engine.until(
				() -> this.engine.corral.counts().ending() == 1 && ((SupervisedTask<?>) task).waitingForChildren() > 0);
		this.engine.time.advance(GRACE.minus(Engine.SECOND));
		assertThat(task.isDone()).isFalse();
		this.engine.release.countDown();
		this.engine.untilItBacksOff(task);
		assertThat(task.isDone()).isFalse();
	}

	@Test
	void attemptWithoutGraceHasAMoment() throws Exception {
		Engine hasty = new Engine((config) -> config.withCancelGrace(Duration.ZERO));
		Task<?> task = hasty.running(hasty.corral.task("poll").restart(FOREVER), () -> new CountDownLatch(1).await());
		hasty.time.advance(LIMIT);
		Engine.until(() -> task.status() == TaskStatus.BACKING_OFF);
		task.cancel("seen");
		hasty.close();
	}

}
