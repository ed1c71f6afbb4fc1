package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.task.CurrentTask;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Submitters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** The contract of an executor service, kept by supervised tasks. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorViewTests {

	private final Engine engine = new Engine();

	private final ExecutorService pool = this.engine.corral.asExecutorService("pool");

	@AfterEach
	void nothingIsLeft() {
		this.engine.release.countDown();
		this.pool.shutdownNow();
		this.engine.close();
	}

	@SuppressWarnings("TypeParameterUnusedInFormals")
	private static <T extends @Nullable Object> T failing(String message) {
		throw new IllegalStateException(message);
	}

	// Submits a body and waits until it runs
	@CanIgnoreReturnValue
	private Future<?> running(Runnable body) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> future = this.pool.submit(() -> {
			begun.countDown();
			body.run();
		});
		begun.await();
		return future;
	}

	// A thread that waits in our engine
	private Thread waiting(Runnable body) throws InterruptedException {
		Thread thread = Thread.ofPlatform().daemon().start(body);
		this.engine.time.untilParked(thread);
		return thread;
	}

	@Test
	void everyTaskIsSupervisedUnderTheExecutorsNameInItsScope() throws Exception {
		Future<?> future = running(this.engine::hold);
		assertThat(future).isInstanceOfSatisfying(Task.class, (task) -> assertThat(task.name()).isEqualTo("pool"));
		assertThat(this.engine.corral.monitor().find(((Task<?>) future).id())).get()
			.satisfies((seen) -> assertThat(seen.scope()).isEqualTo("root/pool"));
	}

	@Test
	void resultsAreGiven() throws Exception {
		assertThat(this.pool.submit(() -> 42).get()).isEqualTo(42);
		assertThat(this.pool.submit(() -> {
		}, "done").get()).isEqualTo("done");
		Runnable nothing = () -> {
		};
		assertThat(this.pool.submit(nothing).get()).isNull();
	}

	@Test
	void whatEscapesFromExecuteIsToldAsAPanic() {
		this.pool.execute(() -> failing("executed"));
		this.pool.close();
		assertThat(this.engine.panics).singleElement()
			.satisfies((panic) -> assertThat(panic.cause()).hasMessage("executed"));
	}

	@Test
	void whatEscapesFromSubmitIsToldAsAPanicAndGivenToItsCaller() {
		Callable<String> body = () -> failing("submitted");
		Future<String> future = this.pool.submit(body);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(IllegalStateException.class);
		this.pool.close();
		assertThat(this.engine.panics).hasSize(1);
	}

	@Test
	void whatCompletableFutureOrFutureTaskWrapsKeepsItsExceptionToItself() {
		CompletableFuture<String> wrapped = CompletableFuture.supplyAsync(() -> failing("wrapped"), this.pool);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(wrapped::join)
			.withCauseInstanceOf(IllegalStateException.class);
		this.pool.execute(new FutureTask<>(() -> failing("wrapped")));
		this.pool.close();
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void runnableThatIsACallableTooIsRun() {
		BothWays both = new BothWays();
		this.pool.execute(both);
		this.pool.close();
		assertThat(both.ran).isTrue();
	}

	@Test
	void launchSitesOfWrappedBodiesAreTheirSubmitters() throws Exception {
		Submitters.firstPlace(this.pool, this.engine::hold);
		Submitters.secondPlace(this.pool, this.engine::hold);
		List<String> sites = new ArrayList<>();
		try (TaskCursor tasks = this.engine.corral.monitor().tasks(TaskFilter.all())) {
			tasks.next().ifPresent((task) -> sites.add(task.launchSite().methodName()));
			tasks.next().ifPresent((task) -> sites.add(task.launchSite().methodName()));
		}
		assertThat(sites).containsExactly("firstPlace", "secondPlace");
	}

	@Test
	void shutdownRefusesLetsWhatRunsEndAndEndsTheExecutorAlone() throws Exception {
		Future<?> runs = running(this.engine::hold);
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
			.isThrownBy(() -> this.pool.execute(() -> failing("must not run")))
			.withMessageContaining("was shut down meanwhile");
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void awaitTerminationEndsWithItsTimeAndWithAnInterrupt() throws Exception {
		running(this.engine::hold);
		this.pool.shutdown();
		AtomicReference<Object> first = new AtomicReference<>();
		Thread waits = waiting(() -> first.set(terminates()));
		this.engine.time.advance(Duration.ofSeconds(10));
		waits.join();
		assertThat(first).hasValue(false);
		AtomicReference<Object> second = new AtomicReference<>();
		Thread interrupted = waiting(() -> second.set(terminates()));
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
	void shutdownNowCancelsWhatRunsAndReturnsWhatNeverBegan() throws Exception {
		Future<?> runs = running(() -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		CountDownLatch carriers = new CountDownLatch(1);
		this.engine.time.faults().holdTaskThreads(carriers);
		Runnable executed = () -> failing("must not run");
		this.pool.execute(executed);
		Callable<String> body = () -> failing("must not run");
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
	void closeWaitsHoweverLongItTakes() throws Exception {
		running(this.engine::hold);
		Thread closer = waiting(this.pool::close);
		this.engine.time.advance(Duration.ofDays(2));
		assertThat(closer.isAlive()).isTrue();
		this.engine.release.countDown();
		closer.join();
		assertThat(this.pool.isTerminated()).isTrue();
		this.pool.close();
	}

	@Test
	void interruptedCloseCancelsWaitsOnAndKeepsTheFlag() throws Exception {
		Future<?> runs = running(this.engine::hold);
		AtomicBoolean flag = new AtomicBoolean();
		Thread closer = waiting(() -> {
			this.pool.close();
			flag.set(Thread.currentThread().isInterrupted());
		});
		closer.interrupt();
		Engine.until(runs::isCancelled);
		this.engine.time.untilParked(closer);
		assertThat(closer.isAlive()).isTrue();
		this.engine.release.countDown();
		closer.join();
		assertThat(flag).isTrue();
	}

	@Test
	void taskThatClosesItsOwnExecutorWaitsForTheOthersOnly() throws Exception {
		Future<?> other = running(this.engine::hold);
		Future<Boolean> closer = this.pool.submit(() -> {
			this.pool.close();
			return other.isDone();
		});
		this.engine.untilStateIs((Task<?>) closer, Thread.State.WAITING);
		assertThat(closer.isDone()).isFalse();
		this.engine.release.countDown();
		assertThat(closer.get()).isTrue();
	}

	@Test
	void taskThatWaitsInCloseIsNotOverdue() throws Exception {
		running(this.engine::hold);
		Task<?> closer = this.engine.running("closer", this.pool::close);
		this.engine.untilStateIs(closer, Thread.State.WAITING);
		closer.cancel("enough");
		this.engine.time.advance(Duration.ofMinutes(1));
		assertThat(this.engine.corral.monitor().counts("closer").leaked()).isZero();
		this.engine.release.countDown();
		assertThat(closer.awaitSettled(Duration.ofDays(1))).isTrue();
	}

	@Test
	void terminatedExecutorIsForgotten() throws Exception {
		running(this.engine::hold);
		this.pool.shutdown();
		assertThat(this.engine.corral.monitor().openScopes()).isEqualTo(1);
		this.engine.release.countDown();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		Engine.until(() -> this.engine.corral.monitor().openScopes() == 0);
		this.engine.corral.asExecutorService("unused").shutdown();
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void executorOfAScopeEndsWithTheScope() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("request");
		ExecutorService inScope = scope.asExecutorService("pool");
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
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scope.asExecutorService("late"));
	}

	@Test
	void executorOpenedInATaskOutlivesIt() throws Exception {
		Task<ExecutorService> opener = this.engine.corral.call("opener",
				() -> this.engine.corral.asExecutorService("lasting"));
		try (ExecutorService lasting = opener.join()) {
			assertThat(opener.awaitSettled(Duration.ofDays(1))).isTrue();
			assertThat(lasting.submit(() -> 1).get()).isEqualTo(1);
		}
	}

	@Test
	void invokeAllGivesEveryResultInOrder() throws Exception {
		Callable<Integer> fails = () -> failing("second");
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
		Thread invoker = waiting(() -> {
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
		Thread invoker = waiting(() -> {
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
		String value = this.pool.invokeAny(List.of(() -> failing("first"), () -> {
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
		Callable<String> fails = () -> failing("both");
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
		Thread invoker = waiting(() -> {
			try {
				this.pool.invokeAny(List.of(endless, () -> failing("other")), 10, TimeUnit.SECONDS);
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
	@SuppressWarnings("NullAway")
	void badArgumentsAreRefusedAsTheJdkDoes() {
		assertThatNullPointerException().isThrownBy(() -> this.pool.execute(null));
		assertThatNullPointerException().isThrownBy(() -> this.pool.submit((Runnable) null));
		assertThatNullPointerException().isThrownBy(() -> this.pool.submit((Callable<?>) null));
		List<Callable<Integer>> withNull = new ArrayList<>();
		withNull.add(() -> 1);
		withNull.add(null);
		assertThatNullPointerException().isThrownBy(() -> this.pool.invokeAll(withNull));
		assertThatNullPointerException().isThrownBy(() -> this.pool.invokeAny(withNull));
		assertThatIllegalArgumentException().isThrownBy(() -> this.pool.invokeAny(List.<Callable<Integer>>of()));
		assertThat(this.engine.corral.counts().launched()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.corral.asExecutorService(" "));
	}

	@Test
	void closingLauncherEndsItsExecutors() throws Exception {
		Future<?> runs = running(this.engine::hold);
		Thread closer = waiting(this.engine.corral::close);
		Engine.until(runs::isCancelled);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		this.engine.release.countDown();
		closer.join();
		assertThat(((Task<?>) runs).status()).isEqualTo(TaskStatus.CANCELLED);
	}

	/** Runs one way, fails the other. */
	private static final class BothWays implements Runnable, Callable<String> {

		private volatile boolean ran;

		@Override
		public void run() {
			this.ran = true;
		}

		@Override
		public String call() {
			return failing("called");
		}

	}

	@Test
	void shutdownWithoutTasksEndsTheWaitForTermination() throws Exception {
		AtomicBoolean terminated = new AtomicBoolean();
		Thread waiter = waiting(() -> {
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
	void tasksThatCloseTheirExecutorDoNotWaitForEachOther() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		Runnable body = () -> {
			both.countDown();
			awaitQuietly(both);
			this.pool.close();
		};
		Future<?> one = this.pool.submit(body);
		Future<?> other = this.pool.submit(body);
		one.get();
		other.get();
		assertThat(this.pool.isShutdown()).isTrue();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
