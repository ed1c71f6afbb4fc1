package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.event.TaskEvent;
import dev.corral.monitor.Panic;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Every way out of a task gives back slot, registry entry, deadline and scope; each test
 * ends by counting them.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExitPathTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Engine engine = new Engine((config) -> config.withMaxLive(2));

	private final AtomicLong recorded = new AtomicLong();

	@AfterEach
	void everythingIsGivenBack() {
		this.engine.assertNothingIsLeft();
		this.engine.close();
	}

	@Test
	void success() throws Exception {
		settled(this.engine.corral.task("task").timeout(LIMIT).launch(() -> {
		}));
		assertThat(this.engine.corral.counts().succeeded()).isEqualTo(1);
	}

	@Test
	void panic() throws Exception {
		settled(this.engine.corral.task("task").timeout(LIMIT).launch(() -> {
			throw new IllegalStateException("planted");
		}));
		assertThat(this.engine.panics).hasSize(1);
	}

	@Test
	void panicByAnError() throws Exception {
		settled(this.engine.corral.launch("task", ExitPathTests::overflow));
		assertThat(this.engine.panics).singleElement()
			.satisfies((panic) -> assertThat(panic.cause()).isInstanceOf(StackOverflowError.class));
	}

	@Test
	void panicWhoseOwnMethodsThrow() throws Exception {
		settled(this.engine.corral.launch("task", () -> {
			throw new HostileException();
		}));
		assertThat(this.engine.panics).hasSize(1);
		assertThat(this.engine.corral.monitor().recentPanics().get(0).message()).contains("could not be read");
	}

	@Test
	void timeout() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("task").timeout(LIMIT),
				() -> new CountDownLatch(1).await());
		this.engine.time.advance(LIMIT);
		settled(task);
		assertThat(this.engine.corral.counts().timedOut()).isEqualTo(1);
	}

	@Test
	void timeoutOfABodyThatEndsMuchLater() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("task").timeout(LIMIT), this.engine::hold);
		this.engine.time.advance(LIMIT.multipliedBy(5));
		this.engine.release.countDown();
		settled(task);
	}

	@Test
	void cancelWhileRunning() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("task").timeout(LIMIT),
				() -> new CountDownLatch(1).await());
		assertThat(task.cancel("enough")).isTrue();
		assertThat(task.cancel("again")).isFalse();
		settled(task);
		assertThat(this.engine.corral.counts().cancelled()).isEqualTo(1);
	}

	@Test
	void cancelByIdAndOfAnUnknownId() throws Exception {
		Task<?> task = this.engine.running("task", () -> new CountDownLatch(1).await());
		assertThat(this.engine.corral.monitor().cancel(task.id() + 1, "enough")).isFalse();
		assertThat(this.engine.corral.monitor().cancel(task.id(), "enough")).isTrue();
		settled(task);
	}

	@Test
	void cancelOfAScopeWithQueuedAndRunningTasks() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> running = this.engine.running(scope.task("running"), () -> new CountDownLatch(1).await());
			Task<?> young = scope.launch("young", () -> new CountDownLatch(1).await());
			scope.cancel("enough");
			settled(running);
			settled(young);
		}
	}

	@Test
	void failFastCancelOfSiblings() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> sibling = this.engine.running(scope.task("sibling"), () -> new CountDownLatch(1).await());
			settled(scope.launch("failing", () -> {
				throw new IllegalStateException("planted");
			}));
			settled(sibling);
			assertThat(sibling.isCancelled()).isTrue();
		}
	}

	@Test
	void rejectionByTheLimit() throws Exception {
		this.engine.running("one", this.engine::hold);
		this.engine.running("two", this.engine::hold);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.engine.corral.launch("three", () -> {
			}))
			.withMessageContaining("2 tasks are live")
			.withMessageContaining("corral.max-live");
		assertThat(this.engine.corral.counts().rejected()).isEqualTo(1);
		this.engine.time.awaitQuiet();
		assertThat(this.engine.events).filteredOn((event) -> event instanceof TaskEvent.Rejected).hasSize(1);
		this.engine.release.countDown();
	}

	@Test
	void threadThatCannotBeMade() {
		this.engine.time.faults().failTaskThreads(new IllegalStateException("no more threads"));
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			assertThatIllegalStateException().isThrownBy(() -> scope.task("task").timeout(LIMIT).launch(() -> {
			})).withMessage("no more threads");
		}
		assertThat(this.engine.corral.counts().launched()).isZero();
	}

	@Test
	void threadThatCannotBeStarted() throws Exception {
		this.engine.time.faults().startTaskThreadsEarly();
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			assertThatExceptionOfType(IllegalThreadStateException.class)
				.isThrownBy(() -> scope.task("task").timeout(LIMIT).launch(() -> {
				}));
			scope.join();
		}
		assertThat(this.engine.corral.counts().launched()).isEqualTo(1);
		assertThat(this.engine.corral.counts().cancelled()).isEqualTo(1);
	}

	@Test
	void handlerListenerAndRecorderThatThrow() throws Exception {
		try (Engine hostile = new Engine((config) -> config.withRecoveryHandlers(List.of((Panic panic) -> {
			throw new StackOverflowError("hostile handler");
		})).withListeners(List.of((event) -> {
			throw new AssertionError("hostile listener");
		})))) {
			hostile.corral.monitor().recordDurations((name, outcome, nanos) -> {
				this.recorded.incrementAndGet();
				throw new AssertionError("hostile recorder");
			});
			settled(hostile.corral.launch("task", () -> {
				throw new IllegalStateException("planted");
			}));
			hostile.assertNothingIsLeft();
			assertThat(this.recorded).hasValue(1);
			assertThat(hostile.corral.counts().panicked()).isEqualTo(1);
		}
	}

	@Test
	void bodyThatInterruptsItselfAndReplacesItsHandler() throws Exception {
		settled(this.engine.corral.launch("task", () -> {
			Thread.currentThread().setUncaughtExceptionHandler(null);
			Thread.currentThread().interrupt();
		}));
	}

	@Test
	void scopeLeftOpenByItsBody() throws Exception {
		settled(this.engine.corral.launch("task", () -> {
			CancellationScope scope = this.engine.corral.openScope("forgotten", ScopeConfig.failFast().timeout(LIMIT));
			this.engine.running(scope.task("child"), () -> new CountDownLatch(1).await());
		}));
	}

	@Test
	void shutdown() throws Exception {
		this.engine.running(this.engine.corral.task("task").timeout(LIMIT), () -> new CountDownLatch(1).await());
		this.engine.corral.close();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.engine.corral.launch("late", () -> {
			}))
			.withMessageContaining("launcher is closed");
	}

	@Test
	void everyTaskThatSettlesIsRecordedOnce() throws Exception {
		this.engine.corral.monitor().recordDurations((name, outcome, nanos) -> this.recorded.incrementAndGet());
		settled(this.engine.corral.launch("success", () -> {
		}));
		settled(this.engine.corral.launch("panic", () -> {
			throw new IllegalStateException("planted");
		}));
		Task<?> cancelled = this.engine.running("cancelled", () -> new CountDownLatch(1).await());
		cancelled.cancel("enough");
		settled(cancelled);
		this.engine.assertNothingIsLeft();
		assertThat(this.recorded).hasValue(this.engine.corral.counts().settled());
	}

	private static void settled(Task<?> task) throws InterruptedException {
		assertThat(task.awaitSettled(LIMIT)).isTrue();
	}

	private static void overflow() {
		overflow(0);
	}

	@SuppressWarnings("InfiniteRecursion")
	private static int overflow(int depth) {
		return overflow(depth + 1) + 1;
	}

	/** A throwable whose every method is broken. */
	@SuppressWarnings("ThrowableEqualsHashCode")
	private static final class HostileException extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("hostile message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("hostile toString");
		}

		@Override
		public boolean equals(Object other) {
			throw new IllegalStateException("hostile equals");
		}

		@Override
		public int hashCode() {
			throw new IllegalStateException("hostile hashCode");
		}

	}

}
