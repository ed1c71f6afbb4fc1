package dev.corral.internal.scope;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskTimeoutException;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is asked of a scope after it has ended well, or by one of its own tasks. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeEdgeTests {

	private static final ScopeConfig A_SECOND = ScopeConfig.failFast().timeout(Engine.SECOND);

	private final Engine engine = new Engine();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void cancelOfAClosedScopeDoesNothing() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("closed");
		AtomicInteger calls = new AtomicInteger();
		scope.onCancel(calls::incrementAndGet);
		scope.call("value", () -> 1).join();
		scope.join();
		scope.close();
		assertThat(scope.cancel("too late")).isFalse();
		assertThat(scope.isCancelled()).isFalse();
		assertThat(scope.cause()).isEmpty();
		CountDownLatch after = new CountDownLatch(1);
		CancellationScope other = this.engine.corral.openScope("other");
		other.onCancel(after::countDown);
		other.cancel("callbacks run in order");
		other.close();
		after.await();
		assertThat(calls).hasValue(0);
	}

	@Test
	void cancelReachesTasksThatOutliveTheShutdownOfTheirExecutor() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			ExecutorService pool = scope.openExecutor("pool");
			CountDownLatch begun = new CountDownLatch(1);
			Future<?> future = pool.submit(() -> {
				begun.countDown();
				new CountDownLatch(1).await();
				return 1;
			});
			begun.await();
			pool.shutdown();
			assertThat(scope.cancel("enough")).isTrue();
			assertThat(future.isCancelled()).isTrue();
		}
	}

	@Test
	void detachedScopeIsOpenedOnAScopeThatIsClosed() {
		CancellationScope closed = this.engine.corral.openScope("closed");
		closed.close();
		try (CancellationScope detached = closed.openScope("detached", ScopeConfig.failFast().detached())) {
			assertThat(detached.isCancelled()).isFalse();
		}
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> closed.openScope("below"));
	}

	@Test
	void joinThatHasReturnedReturnsAgainAfterTheDeadline() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope", A_SECOND)) {
			scope.call("value", () -> 1);
			scope.join();
			this.engine.time.advance(Duration.ofSeconds(2));
			Engine.until(scope::isCancelled);
			scope.join();
		}
	}

	@Test
	void joinFailsWhenTheDeadlineHasEndedATask() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope", A_SECOND)) {
			this.engine.running(scope.task("slow"), () -> new CountDownLatch(1).await());
			this.engine.time.advance(Duration.ofSeconds(2));
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
					.withCauseInstanceOf(TaskTimeoutException.class);
			}
		}
	}

	@Test
	void joinFailsWhenTheDeadlineHasEndedATaskBelow() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope", A_SECOND)) {
			CancellationScope below = scope.openScope("below");
			this.engine.running(below.task("slow"), () -> new CountDownLatch(1).await());
			this.engine.time.advance(Duration.ofSeconds(2));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(below::join);
		}
	}

	@Test
	void joinFailsWhenATaskCameAfterTheDeadline() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope", A_SECOND)) {
			scope.call("value", () -> 1);
			scope.join();
			this.engine.time.advance(Duration.ofSeconds(2));
			Task<?> late = scope.launch("late", () -> {
			});
			assertThat(late.isCancelled()).isTrue();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.withCauseInstanceOf(TaskTimeoutException.class);
		}
	}

	@Test
	void taskThatCancelsItsOwnScopeIsInterrupted() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			AtomicInteger interrupts = new AtomicInteger();
			Task<?> task = scope.launch("cancels", () -> {
				TaskContext.current().scope().cancel("by its own task");
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupts.incrementAndGet();
				}
			});
			assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
			assertThat(task.isCancelled()).isTrue();
			assertThat(interrupts).hasValue(1);
		}
	}

}
