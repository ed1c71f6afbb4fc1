package dev.corral.internal.task;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Task;
import dev.corral.TaskTimeoutException;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A task is a future, and gives futures that end as it does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FutureContractTests {

	private final Engine engine = new Engine();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	private Task<String> panicking(Throwable cause) {
		return this.engine.corral.call("panics", () -> {
			if (cause instanceof Error error) {
				throw error;
			}
			throw (Exception) cause;
		});
	}

	private Task<?> timedOut() throws InterruptedException {
		Task<?> task = this.engine.running(this.engine.corral.task("slow").timeout(Engine.SECOND), this.engine::hold);
		this.engine.time.advance(Engine.SECOND);
		return task;
	}

	@Test
	void runningFutureIsNotDone() throws Exception {
		Task<?> task = this.engine.running("runs", this.engine::hold);
		assertThat(task.isDone()).isFalse();
		assertThat(task.isCancelled()).isFalse();
		assertThat(task.state()).isEqualTo(Future.State.RUNNING);
		assertThatIllegalStateException().isThrownBy(task::resultNow);
		assertThatIllegalStateException().isThrownBy(task::exceptionNow);
	}

	@Test
	void successGivesItsValueTheNullOneToo() throws Exception {
		Task<String> task = this.engine.corral.call("value", () -> "value");
		assertThat(task.get()).isEqualTo("value");
		assertThat(task.get(1, TimeUnit.SECONDS)).isEqualTo("value");
		assertThat(task.resultNow()).isEqualTo("value");
		assertThat(task.state()).isEqualTo(Future.State.SUCCESS);
		assertThat(this.engine.corral.<@Nullable String>call("null", () -> null).get()).isNull();
	}

	@Test
	void panicIsTheCauseOfAnExecutionException() {
		StackOverflowError cause = new StackOverflowError("deep");
		Task<String> task = panicking(cause);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
			.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(cause));
		assertThat(task.state()).isEqualTo(Future.State.FAILED);
		assertThat(task.exceptionNow()).isSameAs(cause);
		assertThat(task.isCancelled()).isFalse();
	}

	@Test
	void panicWhoseTextCannotBeReadStillReachesItsWaiters() {
		RuntimeException cause = new RuntimeException() {
			@Override
			public String getMessage() {
				throw new IllegalStateException("no message");
			}

			@Override
			public String toString() {
				throw new IllegalStateException("no text");
			}
		};
		Task<String> task = panicking(cause);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
			.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(cause));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(cause));
	}

	@Test
	void waiterCallsNoMethodOfAFailure() throws Exception {
		Set<Thread> callers = ConcurrentHashMap.newKeySet();
		Exception cause = new Exception("planted") {

			@Override
			public String getMessage() {
				callers.add(Thread.currentThread());
				return "read";
			}

			@Override
			public String toString() {
				return getMessage();
			}

			@Override
			@SuppressWarnings("UnsynchronizedOverridesSynchronized")
			public @Nullable Throwable getCause() {
				callers.add(Thread.currentThread());
				return null;
			}

		};
		Task<String> task = panicking(cause);
		String text = cause.getClass().getName();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join).withMessage(text);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get).withMessage(text);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.get(1, TimeUnit.SECONDS))
			.withMessage(text);
		assertThat(task.state()).isEqualTo(Future.State.FAILED);
		assertThat(task.exceptionNow()).isSameAs(cause);
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			scope.launch("panics", () -> {
				throw cause;
			});
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join).withMessage(text);
		}
		assertThat(callers).doesNotContain(Thread.currentThread());
	}

	@Test
	void joinThrowsANewExceptionForEveryCaller() {
		Task<String> task = panicking(new IllegalStateException("once"));
		AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join).satisfies(first::set);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.satisfies((second) -> assertThat(second).isNotSameAs(first.get()));
	}

	@Test
	void timeoutIsAFailureWithItsLimit() throws Exception {
		Task<?> task = timedOut();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
			.havingCause()
			.isInstanceOf(TaskTimeoutException.class)
			.withMessageContaining("timeout of 1 s");
		assertThat(task.state()).isEqualTo(Future.State.FAILED);
		assertThat(task.exceptionNow()).isInstanceOf(TimeoutException.class);
	}

	@Test
	void futureIsDoneFromTheOutcomeOnThoughItsThreadGoesOn() throws Exception {
		Task<?> task = timedOut();
		assertThat(task.isDone()).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.ENDING);
		assertThat(task.awaitSettled(Duration.ZERO)).isFalse();
	}

	@Test
	void cancelDecidesOnceAndIsSeenByAll() throws Exception {
		Task<?> task = this.engine.running("cancelled", () -> new CountDownLatch(1).await());
		assertThat(task.cancel(true)).isTrue();
		assertThat(task.cancel(true)).isFalse();
		assertThat(task.cancel("again")).isFalse();
		assertThat(task.isCancelled()).isTrue();
		assertThat(task.state()).isEqualTo(Future.State.CANCELLED);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(task::get)
			.withMessage("cancelled by its handle");
		assertThatExceptionOfType(CancellationException.class).isThrownBy(task::join);
		assertThatIllegalStateException().isThrownBy(task::exceptionNow);
	}

	@Test
	void cancelOfWhatHasEndedChangesNothing() throws Exception {
		Task<Integer> task = this.engine.corral.call("ended", () -> 1);
		task.join();
		assertThat(task.cancel(true)).isFalse();
		assertThat(task.isCancelled()).isFalse();
		assertThat(task.get()).isEqualTo(1);
	}

	@Test
	void getWithATimeGivesUpAndLeavesTheTaskAlone() throws Exception {
		Task<?> task = this.engine.running("slow", this.engine::hold);
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> task.get(0, TimeUnit.SECONDS));
		AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
		Thread waiter = Thread.ofPlatform().daemon().start(() -> {
			try {
				task.get(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException | ExecutionException | TimeoutException ex) {
				thrown.set(ex);
			}
		});
		this.engine.time.untilParked(waiter);
		this.engine.time.advance(Duration.ofSeconds(10));
		waiter.join();
		assertThat(thrown.get()).isInstanceOf(TimeoutException.class);
		assertThat(task.isDone()).isFalse();
	}

	@Test
	void interruptEndsAWaitButNotTheGetOfWhatIsDone() throws Exception {
		Task<?> runs = this.engine.running("runs", this.engine::hold);
		Task<Integer> ended = this.engine.corral.call("ended", () -> 1);
		ended.join();
		Thread.currentThread().interrupt();
		assertThat(ended.get()).isEqualTo(1);
		assertThat(ended.join()).isEqualTo(1);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(runs::get);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void taskThatWaitsForItselfGetsAnException() throws Exception {
		Task<String> task = this.engine.corral.call("selfish", () -> {
			SupervisedTask<?> self = CurrentTask.get();
			try {
				return (self != null) ? "joined " + self.join() : "no task";
			}
			catch (IllegalStateException ex) {
				return String.valueOf(ex.getMessage());
			}
		});
		assertThat(task.join()).contains("would wait for itself");
	}

	@Test
	void completableFutureEndsAsTheTaskDoes() throws Exception {
		assertThat(this.engine.corral.call("value", () -> "value").toCompletableFuture().get()).isEqualTo("value");
		IllegalStateException cause = new IllegalStateException("planted");
		assertThat(panicking(cause).toCompletableFuture()).failsWithin(Duration.ofDays(1))
			.withThrowableOfType(ExecutionException.class)
			.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(cause));
		assertThat(timedOut().toCompletableFuture()).failsWithin(Duration.ofDays(1))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TaskTimeoutException.class);
	}

	@Test
	void cancelledCompletableFutureTellsReasonAndCause() throws Exception {
		Task<?> task = this.engine.running("cancelled", () -> new CountDownLatch(1).await());
		CompletableFuture<?> future = task.toCompletableFuture();
		task.cancel("not needed");
		assertThat(cancellationOf(future)).hasMessage("not needed");
		try (CancellationScope scope = this.engine.corral.openScope("fragile")) {
			Task<?> sibling = this.engine.running(scope.task("sibling"), () -> new CountDownLatch(1).await());
			CompletableFuture<?> ofSibling = sibling.toCompletableFuture();
			scope.launch("fails", () -> {
				throw new IllegalStateException("planted");
			});
			assertThat(cancellationOf(ofSibling)).hasRootCauseMessage("planted");
		}
	}

	@Test
	void cancelOfTheCompletableFutureCancelsTheTask() throws Exception {
		Task<?> task = this.engine.running("cancelled", () -> new CountDownLatch(1).await());
		CompletableFuture<?> future = task.toCompletableFuture();
		assertThat(future.cancel(true)).isTrue();
		assertThat(future).isCancelled();
		assertThat(task.isCancelled()).isTrue();
	}

	@Test
	void cancelOfTheCompletableFutureOfAnEndedTaskGivesTheTasksEnd() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		Parts.of(this.engine.corral).callbacks().execute(() -> awaitQuietly(held));
		Task<Integer> task = this.engine.corral.call("ended", () -> 1);
		CompletableFuture<Integer> future = task.toCompletableFuture();
		assertThat(task.join()).isEqualTo(1);
		assertThat(future.cancel(true)).isFalse();
		assertThat(future).isCompletedWithValue(1);
		held.countDown();
	}

	@Test
	void completingTheCompletableFutureLeavesTheTaskAlone() throws Exception {
		Task<?> task = this.engine.running("runs", this.engine::hold);
		CompletableFuture<?> future = task.toCompletableFuture();
		future.completeExceptionally(new IllegalStateException("by somebody else"));
		assertThat(task.isDone()).isFalse();
	}

	private static Throwable cancellationOf(CompletableFuture<?> future) throws Exception {
		Throwable thrown = future.handle((value, ex) -> ex).get();
		assertThat(thrown).isInstanceOf(CancellationException.class);
		assertThat(future.isCancelled()).isTrue();
		return thrown;
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void leastTimeIsOverAtOnce() throws Exception {
		Task<?> task = this.engine.running("slow", this.engine::hold);
		for (TimeUnit unit : TimeUnit.values()) {
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> task.get(Long.MIN_VALUE, unit))
				.withMessageContaining("no outcome after 0");
		}
	}

}
