package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.task.CurrentTask;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** {@code invokeAll} and {@code invokeAny} of an executor view. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorInvokeTests {

	private final ExecutorFixture fixture = new ExecutorFixture();

	private final Engine engine = this.fixture.engine;

	private final ExecutorService pool = this.fixture.pool;

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
	}

	@Test
	void invokeAllGivesEveryResultInOrder() throws Exception {
		Callable<Integer> fails = () -> ExecutorFixture.failing("second");
		List<Future<Integer>> futures = this.pool.invokeAll(List.of(() -> 1, fails, () -> 3));
		assertThat(futures).extracting(Future::state)
			.containsExactly(Future.State.SUCCESS, Future.State.FAILED, Future.State.SUCCESS);
		assertThat(futures.get(2).get()).isEqualTo(3);
		assertThat(this.pool.invokeAll(List.<Callable<Integer>>of())).isEmpty();
	}

	@Test
	void invokeAllCancelsWhatIsUndoneWhenItsTimeIsUp() throws Exception {
		AtomicReference<@Nullable List<Future<Integer>>> futures = new AtomicReference<>();
		Callable<Integer> endless = () -> {
			new CountDownLatch(1).await();
			return 2;
		};
		Thread invoker = this.fixture.waiting(() -> {
			try {
				futures.set(this.pool.invokeAll(List.of(() -> 1, endless), 10, TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		Engine.until(() -> this.engine.corral.counts().succeeded() == 1);
		this.engine.time.advance(Duration.ofSeconds(10));
		invoker.join();
		assertThat(futures.get()).isNotNull()
			.extracting(Future::state)
			.containsExactly(Future.State.SUCCESS, Future.State.CANCELLED);
	}

	@Test
	void invokeAllWithoutTimeLaunchesNothingAndCancelsAll() throws Exception {
		List<Future<Integer>> futures = this.pool.invokeAll(List.of(() -> 1, () -> 2), 0, TimeUnit.SECONDS);
		assertThat(futures).extracting(Future::state).containsOnly(Future.State.CANCELLED).hasSize(2);
		assertThat(this.engine.corral.counts().launched()).isZero();
	}

	@Test
	void interruptedInvokeAllCancelsAll() throws Exception {
		AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
		AtomicBoolean interrupted = new AtomicBoolean();
		Callable<Integer> endless = () -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
			return 1;
		};
		Thread invoker = this.fixture.waiting(() -> {
			try {
				this.pool.invokeAll(List.of(endless));
			}
			catch (InterruptedException ex) {
				thrown.set(ex);
			}
		});
		Engine.until(() -> this.engine.corral.counts().live() == 1);
		invoker.interrupt();
		invoker.join();
		assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
		Engine.until(interrupted::get);
	}

	@Test
	void refusedInvokeAllCancelsWhatItHasLaunched() {
		this.engine.corral.limits(Limits.unchanged().withMaxLive(1));
		Callable<Integer> endless = () -> {
			new CountDownLatch(1).await();
			return 1;
		};
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.pool.invokeAll(List.of(endless, endless)));
		this.engine.assertNothingIsLeftBut(1);
		assertThat(this.engine.corral.counts().cancelled()).isEqualTo(1);
	}

	@Test
	void invokeAnyGivesTheFirstSuccessAndCancelsTheRest() throws Exception {
		CountDownLatch endlessRuns = new CountDownLatch(1);
		AtomicReference<@Nullable Task<?>> endless = new AtomicReference<>();
		String value = this.pool.invokeAny(List.of(() -> ExecutorFixture.failing("first"), () -> {
			endless.set(CurrentTask.get());
			endlessRuns.countDown();
			new CountDownLatch(1).await();
			return "never";
		}, () -> {
			endlessRuns.await();
			return "third";
		}));
		assertThat(value).isEqualTo("third");
		assertThat(endless.get()).isNotNull().matches(Future::isCancelled);
	}

	@Test
	void invokeAnyFailsWhenAllFail() {
		Callable<String> fails = () -> ExecutorFixture.failing("both");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.pool.invokeAny(List.of(fails, fails)))
			.withCauseInstanceOf(IllegalStateException.class);
		Callable<String> cancelsItself = () -> {
			Task<?> self = CurrentTask.get();
			if (self != null) {
				self.cancel("not needed");
			}
			return "late";
		};
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.pool.invokeAny(List.of(cancelsItself)))
			.withCauseInstanceOf(CancellationException.class);
		Thread.interrupted();
	}

	@Test
	void invokeAnyEndsWithItsTime() throws Exception {
		AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
		Callable<Integer> endless = () -> {
			new CountDownLatch(1).await();
			return 1;
		};
		Thread invoker = this.fixture.waiting(() -> {
			try {
				this.pool.invokeAny(List.of(endless, () -> ExecutorFixture.failing("other")), 10, TimeUnit.SECONDS);
			}
			catch (InterruptedException | ExecutionException | TimeoutException ex) {
				thrown.set(ex);
			}
		});
		this.engine.time.advance(Duration.ofSeconds(10));
		invoker.join();
		assertThat(thrown.get()).isInstanceOf(TimeoutException.class);
	}

	@Test
	void callerThatIsInterruptedGetsNoResultHoweverFastTheBodies() {
		for (int i = 0; i < 50; i++) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> this.pool.invokeAll(List.of(() -> 1, () -> 2)));
			assertThat(Thread.interrupted()).isFalse();
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> this.pool.invokeAny(List.of(() -> 1, () -> 2)));
			assertThat(Thread.interrupted()).isFalse();
		}
		assertThat(this.engine.corral.counts().launched()).isZero();
	}

}
