package dev.corral;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code shutdown}, {@code shutdownNow} and {@code awaitTermination} of an executor view,
 * and what else ends it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorShutdownTests {

	private final ExecutorFixture fixture = new ExecutorFixture();

	private final Engine engine = this.fixture.engine;

	private final ExecutorService pool = this.fixture.pool;

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
	}

	@Test
	void shutdownRefusesLetsWhatRunsEndAndEndsTheExecutorAlone() throws Exception {
		Future<?> runs = this.fixture.running(this.engine::hold);
		this.pool.shutdown();
		assertThat(this.pool.isShutdown()).isTrue();
		assertThat(this.pool.isTerminated()).isFalse();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		})).withMessageContaining("root/pool is closed");
		assertThat(this.pool.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
		assertThat(this.engine.corral.call("other", () -> 1).join()).isEqualTo(1);
		this.engine.release.countDown();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		assertThat(this.pool.isTerminated()).isTrue();
		assertThat(runs.state()).isEqualTo(Future.State.SUCCESS);
	}

	@Test
	void commandThatAShutdownOvertakesIsRefusedNotLost() throws Exception {
		this.engine.time.faults().duringLaunch(this.pool::shutdown);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.pool.execute(() -> ExecutorFixture.failing("must not run")))
			.withMessageContaining("was shut down meanwhile");
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void shutdownNowInterruptsWhatWasCancelledWithoutAnInterrupt() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		Future<?> cancelled = this.fixture.running(() -> {
			Engine.swallowInterrupt();
			interrupted.countDown();
		});
		assertThat(cancelled.cancel(false)).isTrue();
		assertThat(this.pool.shutdownNow()).isEmpty();
		interrupted.await();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
	}

	@Test
	void shutdownNowCancelsWhatRunsAndReturnsWhatNeverBegan() throws Exception {
		Future<?> runs = this.fixture.running(() -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		CountDownLatch carriers = new CountDownLatch(1);
		this.engine.time.faults().holdTaskThreads(carriers);
		Runnable executed = () -> ExecutorFixture.failing("must not run");
		this.pool.execute(executed);
		Callable<String> body = () -> ExecutorFixture.failing("must not run");
		Future<String> submitted = this.pool.submit(body);
		assertThat(this.pool.shutdownNow()).containsExactlyInAnyOrder(executed, (Runnable) submitted);
		carriers.countDown();
		assertThat(runs.isCancelled()).isTrue();
		assertThat(submitted.isCancelled()).isTrue();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		((Runnable) submitted).run();
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void awaitTerminationEndsWithItsTimeAndWithAnInterrupt() throws Exception {
		this.fixture.running(this.engine::hold);
		this.pool.shutdown();
		AtomicReference<Object> first = new AtomicReference<>();
		Thread waits = this.fixture.waiting(() -> first.set(terminates()));
		this.engine.time.advance(Duration.ofSeconds(10));
		waits.join();
		assertThat(first).hasValue(false);
		AtomicReference<Object> second = new AtomicReference<>();
		Thread interrupted = this.fixture.waiting(() -> second.set(terminates()));
		interrupted.interrupt();
		interrupted.join();
		assertThat(second.get()).isInstanceOf(InterruptedException.class);
	}

	private Object terminates() {
		try {
			return this.pool.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return ex;
		}
	}

	@Test
	void shutdownWithoutTasksEndsTheWaitForTermination() throws Exception {
		AtomicBoolean terminated = new AtomicBoolean();
		Thread waiter = this.fixture.waiting(() -> {
			try {
				terminated.set(this.pool.awaitTermination(1, TimeUnit.DAYS));
			}
			catch (InterruptedException ex) {
				// Stays false
			}
		});
		this.pool.shutdown();
		waiter.join();
		assertThat(terminated).isTrue();
	}

	@Test
	void terminatedExecutorIsForgotten() throws Exception {
		this.fixture.running(this.engine::hold);
		this.pool.shutdown();
		assertThat(this.engine.corral.monitor().openScopes()).isEqualTo(1);
		this.engine.release.countDown();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		Engine.until(() -> this.engine.corral.monitor().openScopes() == 0);
		this.engine.corral.openExecutor("unused").shutdown();
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void executorOfAScopeEndsWithTheScope() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("request");
		ExecutorService inScope = scope.openExecutor("pool");
		Future<?> future = inScope.submit(() -> {
			new CountDownLatch(1).await();
			return 1;
		});
		scope.cancel("request is over");
		assertThat(future.isCancelled()).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> inScope.execute(() -> {
		})).withMessageContaining("request is over");
		scope.close();
		assertThat(inScope.isShutdown()).isTrue();
		assertThat(inScope.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scope.openExecutor("late"));
	}

	@Test
	void executorOpenedInATaskOutlivesIt() throws Exception {
		Task<ExecutorService> opener = this.engine.corral.call("opener",
				() -> this.engine.corral.openExecutor("lasting"));
		try (ExecutorService lasting = opener.join()) {
			assertThat(opener.awaitSettled(Duration.ofDays(1))).isTrue();
			assertThat(lasting.submit(() -> 1).get()).isEqualTo(1);
		}
	}

	@Test
	void closingLauncherEndsItsExecutors() throws Exception {
		Future<?> runs = this.fixture.running(this.engine::hold);
		Thread closer = this.fixture.waiting(this.engine.corral::close);
		Engine.until(runs::isCancelled);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		this.engine.release.countDown();
		closer.join();
		assertThat(((Task<?>) runs).status()).isEqualTo(TaskStatus.CANCELLED);
	}

	@Test
	void closedLauncherLeavesNoScopeOpenThoughNothingRan() throws Exception {
		CancellationScope idle = this.engine.corral.openScope("idle");
		ExecutorService inScope = idle.openExecutor("pool");
		AtomicReference<Object> terminated = new AtomicReference<>();
		Thread waits = this.fixture.waiting(() -> terminated.set(terminates()));
		this.engine.corral.close();
		waits.join();
		assertThat(terminated).hasValue(true);
		assertThat(this.pool.isShutdown()).isTrue();
		assertThat(this.pool.isTerminated()).isTrue();
		assertThat(inScope.isTerminated()).isTrue();
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
		assertThat(idle.isCancelled()).as("nothing was cancelled").isFalse();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> idle.launch("late", () -> {
		}));
	}

	@Test
	void taskThatIsLeftBehindEndsItsExecutorWhenItEnds() throws Exception {
		this.fixture.running(this.engine::hold);
		Thread closer = this.fixture.waiting(this.engine.corral::close);
		this.engine.time.advance(CorralConfig.defaults().cancelGrace());
		closer.join();
		assertThat(this.pool.isShutdown()).isTrue();
		assertThat(this.pool.isTerminated()).isFalse();
		this.engine.release.countDown();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		Engine.until(() -> this.engine.corral.monitor().openScopes() == 0);
	}

	@Test
	void leastTimeIsOverAtOnce() throws Exception {
		this.fixture.running(this.engine::hold);
		assertThat(this.pool.awaitTermination(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
		assertThat(this.pool.awaitTermination(Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
	}

}
