package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each command that an executor view is given is run, refused or returned by
 * {@code shutdownNow}, however slowly its context is carried.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorHandoverTests {

	private final CountDownLatch inCarrier = new CountDownLatch(1);

	private final CountDownLatch carry = new CountDownLatch(1);

	private volatile boolean slowCapture;

	private volatile boolean slowRestore;

	private final Engine engine = new Engine((config) -> config.withContextCarriers(List.of(this::capture)));

	private final CancellationScope scope = this.engine.corral.openScope("scope");

	private final ExecutorService pool = this.scope.openExecutor("pool");

	private final AtomicInteger runs = new AtomicInteger();

	private ContextCarrier.Context capture() {
		if (this.slowCapture) {
			hold();
		}
		return () -> {
			if (this.slowRestore) {
				hold();
			}
			return () -> {
			};
		};
	}

	private void hold() {
		this.inCarrier.countDown();
		boolean interrupted = false;
		while (true) {
			try {
				this.carry.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@AfterEach
	void nothingIsLeft() {
		this.carry.countDown();
		this.pool.shutdownNow();
		this.scope.close();
		this.engine.close();
	}

	@Test
	void commandWhoseContextIsBeingRestoredIsReturned() throws Exception {
		this.slowRestore = true;
		Runnable command = this.runs::incrementAndGet;
		this.pool.execute(command);
		this.inCarrier.await();
		assertThat(this.pool.shutdownNow()).containsExactly(command);
		this.carry.countDown();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		assertThat(this.runs).hasValue(0);
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void taskWhoseContextIsBeingRestoredIsReturnedCancelled() throws Exception {
		this.slowRestore = true;
		Future<Integer> task = this.pool.submit(this.runs::incrementAndGet);
		this.inCarrier.await();
		assertThat(this.pool.shutdownNow()).containsExactly((Runnable) task);
		this.carry.countDown();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
		assertThat(task.isCancelled()).isTrue();
		assertThat(this.runs).hasValue(0);
		assertThat(this.engine.panics).isEmpty();
	}

	static Stream<Arguments> ends() {
		return Stream.of(end("shutdownNow", (test) -> assertThat(test.pool.shutdownNow()).isEmpty()),
				end("shutdown", (test) -> test.pool.shutdown()), end("close", (test) -> test.pool.close()),
				end("cancel of the scope", (test) -> test.scope.cancel("enough")),
				end("close of the scope", (test) -> test.scope.close()),
				end("close of the launcher", (test) -> test.engine.corral.close()));
	}

	private static Arguments end(String name, End end) {
		return Arguments.of(Named.of(name, end));
	}

	@ParameterizedTest
	@MethodSource("ends")
	void commandWhoseContextIsBeingCapturedIsRefused(End end) throws Exception {
		this.slowCapture = true;
		AtomicReference<Throwable> refused = new AtomicReference<>();
		Thread submitter = Thread.ofPlatform().daemon().start(() -> {
			try {
				this.pool.execute(this.runs::incrementAndGet);
			}
			catch (Throwable ex) {
				refused.set(ex);
			}
		});
		this.inCarrier.await();
		Thread ender = Thread.ofPlatform().daemon().start(() -> end.end(this));
		Engine.until(() -> this.pool.isShutdown() || this.scope.isCancelled());
		this.carry.countDown();
		submitter.join();
		ender.join();
		assertThat(refused.get()).isInstanceOf(RejectedExecutionException.class);
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void timeoutCoversTheRestoringOfContext() throws Exception {
		this.slowRestore = true;
		Task<?> task = this.engine.corral.task("slow").timeout(Engine.SECOND).launch(this.runs::incrementAndGet);
		this.inCarrier.await();
		this.engine.time.advance(Engine.SECOND);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(TaskTimeoutException.class);
		this.carry.countDown();
		Engine.until(() -> this.engine.corral.counts().live() == 0 && this.engine.corral.counts().ending() == 0);
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void taskThatTimesOutBeforeItBeganHasThatOutcomeAlsoAboveALimit() throws Exception {
		try (Engine full = new Engine((config) -> config.withContextCarriers(List.of(this::capture))
			.withMaxLive(1)
			.withOnFull(OnFull.CALLER_WAITS)
			.withTaskSettings(Map.of("pool", TaskSettings.none().withTimeout(Engine.SECOND))))) {
			full.running("first", full::hold);
			ExecutorService executor = full.corral.openExecutor("pool");
			this.slowRestore = true;
			AtomicReference<@Nullable Future<?>> submitted = new AtomicReference<>();
			Thread submitter = Thread.ofPlatform()
				.daemon()
				.start(() -> submitted.set(executor.submit(this.runs::incrementAndGet)));
			this.inCarrier.await();
			full.time.advance(Engine.SECOND);
			this.carry.countDown();
			submitter.join();
			assertThat(submitted.get()).isInstanceOfSatisfying(Task.class,
					(task) -> assertThat(task.status()).isEqualTo(TaskStatus.TIMED_OUT));
			executor.shutdown();
		}
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void configuredRestartRunsACommandAgain() throws Exception {
		try (Corral corral = Corral
			.create(CorralConfig.defaults()
				.withTaskSettings(Map.of("pool",
						TaskSettings.none().withRestart(RestartPolicy.onPanic(2, Duration.ofMinutes(1))))));
				ExecutorService restarted = corral.openExecutor("pool")) {
			assertThat(restarted.submit(() -> {
				if (this.runs.incrementAndGet() < 3) {
					throw new IllegalStateException("planted");
				}
				return "third";
			}).get()).isEqualTo("third");
		}
	}

	@Test
	void shutdownNowCancelsATaskThatWasLaunchedIntoTheScopeOfTheExecutor() throws Exception {
		AtomicReference<Task<?>> inner = new AtomicReference<>();
		CountDownLatch launched = new CountDownLatch(1);
		Future<?> outer = this.pool.submit(() -> {
			inner.set(TaskContext.current().scope().launch("inner", () -> new CountDownLatch(1).await()));
			launched.countDown();
			return new CountDownLatch(1).await(1, TimeUnit.DAYS);
		});
		launched.await();
		assertThat(this.pool.shutdownNow()).isEmpty();
		Engine.until(outer::isDone);
		assertThat(inner.get().isCancelled()).isTrue();
	}

	/** How an executor view ends. */
	interface End {

		void end(ExecutorHandoverTests test);

	}

}
