package dev.corral.internal.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A close waits for no task that cannot end before the close has returned. The clock
 * stands still unless a test moves it, so a close that waits for such a task never
 * returns.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored")
class ClosingTaskTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	/** Longer than a closer takes to look again. */
	private static final Duration LOOK = Duration.ofNanos(AwaitedTasks.LOOK + 1);

	/** So many looks are far less than the shutdown timeout and the grace. */
	private static final int LOOKS = 10;

	private final Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT));

	private final Corral corral = this.engine.corral;

	/** The threads of tasks that wait for the one that closes. */
	private final List<Thread> waiting = new CopyOnWriteArrayList<>();

	private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	// A close that waits in vain ends, too
	@AfterEach
	void nothingIsLeft() throws InterruptedException {
		this.engine.time.advance(WAIT);
		this.engine.time.advance(WAIT);
		this.engine.close();
	}

	@ParameterizedTest
	@EnumSource
	void taskThatWaitsForTheOneThatClosesIsNotWaitedFor(Wait wait) throws Exception {
		Task<?> outer = this.corral.launch("outer", () -> waitForTheCloser(wait, 1));
		awaitClosed(1);
		Engine.until(((SupervisedTask<?>) outer)::isGone);
	}

	@Test
	void tasksThatWaitForItThroughOthersAreNotWaitedFor() throws Exception {
		Task<?> outer = this.corral.launch("outer", () -> waitForTheCloser(Wait.SCOPE_JOIN, 4));
		Task<?> second = this.corral.launch("second", () -> {
			this.waiting.add(Thread.currentThread());
			outer.join();
		});
		this.corral.launch("third", () -> {
			this.waiting.add(Thread.currentThread());
			try (ExecutorService pool = this.corral.openExecutor("pool")) {
				pool.submit(() -> {
					this.waiting.add(Thread.currentThread());
					return second.join();
				});
			}
		});
		awaitClosed(4);
	}

	@Test
	void taskOfAnotherLauncherThatClosesIsNotWaitedForByTasksOfThisOne() throws Exception {
		try (Engine other = new Engine()) {
			Task<?> closer = other.corral.launch("closes", () -> close(1));
			this.corral.launch("waits", () -> {
				this.waiting.add(Thread.currentThread());
				closer.join();
			});
			awaitClosed(1);
		}
	}

	// A closer that has met a task just before that waited looks again
	private void awaitClosed(int waiters) throws InterruptedException {
		for (int i = 0; i < LOOKS && this.closed.getCount() > 0; i++) {
			Engine.until(() -> this.closed.getCount() == 0 || (areWaiting(waiters) && isParked(this.closer.get())));
			this.engine.time.advance(LOOK);
		}
		this.closed.await();
	}

	@Test
	void otherTasksAreStillWaitedFor() throws Exception {
		CountDownLatch work = new CountDownLatch(1);
		Task<?> other = this.engine.running("other", work::await);
		this.corral.launch("outer", () -> waitForTheCloser(Wait.TASK_JOIN, 1));
		assertWaits();
		work.countDown();
		Engine.until(() -> other.status().isSettled());
		awaitClosed(1);
		assertThat(other.status()).isEqualTo(TaskStatus.SUCCEEDED);
	}

	@Test
	void lineOfTheCloseNamesThoseThatAreWaitedForAlone() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			CountDownLatch work = new CountDownLatch(1);
			this.engine.running("other", work::await);
			this.corral.launch("outer", () -> waitForTheCloser(Wait.TASK_JOIN, 1));
			assertWaits();
			work.countDown();
			awaitClosed(1);
			assertThat(log.messages(Level.INFO)).singleElement()
				.asString()
				.startsWith("Launcher is closing: waits for 1 task to end, ")
				.endsWith(": 1 named \"other\"");
		}
	}

	@Test
	void taskIsWaitedForUntilItBeginsToWaitForTheOneThatCloses() throws Exception {
		CountDownLatch work = new CountDownLatch(1);
		Task<?> outer = this.corral.launch("outer", () -> {
			try (CancellationScope scope = this.corral.openScope("scope")) {
				scope.launch("closes", () -> close(0));
				work.await();
				this.waiting.add(Thread.currentThread());
				scope.join();
			}
		});
		assertWaits();
		work.countDown();
		awaitClosed(1);
		assertThat(outer.awaitSettled(WAIT)).isTrue();
		assertThat(outer.status()).isEqualTo(TaskStatus.SUCCEEDED);
	}

	// Not yet closed a second before the shutdown timeout
	private void assertWaits() throws InterruptedException {
		Engine.until(() -> this.closer.get() != null);
		Thread closer = Objects.requireNonNull(this.closer.get());
		this.engine.time.untilParked(closer);
		this.engine.time.advance(WAIT.minusSeconds(1));
		this.engine.time.untilParked(closer);
		assertThat(this.closed.getCount()).isEqualTo(1);
	}

	@Test
	void taskThatClosesIsCancelledWithTheOthersAndNotInterrupted() throws Exception {
		Task<?> other = this.engine.running("other", () -> new CountDownLatch(1).await());
		List<Boolean> interrupted = new CopyOnWriteArrayList<>();
		Task<?> closer = this.corral.launch("closes", () -> {
			this.corral.close();
			interrupted.add(Thread.currentThread().isInterrupted());
		});
		Thread thread = Objects.requireNonNull(((SupervisedTask<?>) closer).thread);
		this.engine.time.untilParked(thread);
		this.engine.time.advance(WAIT);
		Engine.until(((SupervisedTask<?>) closer)::isGone);
		assertThat(other.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(closer.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(interrupted).containsExactly(false);
	}

	@Test
	void taskWhoseThreadWaitsForTheCloserIsNotWaitedFor() throws Exception {
		this.corral.launch("stops", () -> {
			Thread stopping = Thread.currentThread();
			Thread.ofPlatform().start(() -> {
				this.corral.closeFor(stopping);
				this.closed.countDown();
			});
			this.closed.await();
		});
		this.closed.await();
	}

	// It would not wait any more, and go on as if all had ended
	@Test
	void taskWhoseThreadWaitsForTheCloserIsInterruptedByNobodyMeanwhile() throws Exception {
		CountDownLatch work = new CountDownLatch(1);
		this.engine.running("deaf", this.engine::hold);
		Task<?> other = this.engine.running("other", work::await);
		List<TaskStatus> seen = new CopyOnWriteArrayList<>();
		Task<?> stops = this.engine.running(this.corral.task("stops").timeout(Engine.SECOND), () -> {
			Thread stopping = Thread.currentThread();
			Thread closer = Thread.ofPlatform().name("closer").start(() -> this.corral.closeFor(stopping));
			this.waiting.add(closer);
			closer.join();
			seen.add(other.status());
		});
		Engine.until(() -> !this.waiting.isEmpty());
		this.engine.time.untilParked(this.waiting.get(0));
		this.engine.time.advance(Engine.SECOND);
		assertThat(stops.isDone()).isTrue();
		work.countDown();
		Engine.until(((SupervisedTask<?>) other)::isGone);
		this.engine.time.untilParked(this.waiting.get(0));
		this.engine.time.advance(WAIT);
		this.engine.time.untilParked(this.waiting.get(0));
		assertThat(seen).isEmpty();
		this.engine.release.countDown();
		Engine.until(((SupervisedTask<?>) stops)::isGone);
		assertThat(seen).containsExactly(TaskStatus.SUCCEEDED);
	}

	@Test
	void closingForNoThreadIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.corral.closeFor(nothing()))
			.withMessage("'waiting' must not be null");
		assertThat(this.corral.call("still-open", () -> 1)).isNotNull();
	}

	@Test
	void launcherThatDoesNotKnowTasksClosesForAnyThreadButNone() {
		AtomicInteger closes = new AtomicInteger();
		Corral plain = (Corral) Proxy.newProxyInstance(Corral.class.getClassLoader(), new Class<?>[] { Corral.class },
				(proxy, method, arguments) -> method.isDefault()
						? InvocationHandler.invokeDefault(proxy, method, arguments) : closes.incrementAndGet());
		assertThatIllegalArgumentException().isThrownBy(() -> plain.closeFor(nothing()))
			.withMessage("'waiting' must not be null");
		assertThat(closes).hasValue(0);
		plain.closeFor(Thread.currentThread());
		assertThat(closes).hasValue(1);
	}

	// By a task, whose thread then waits for one that closes
	private void waitForTheCloser(Wait wait, int waiters) throws Exception {
		this.waiting.add(Thread.currentThread());
		switch (wait) {
			case SCOPE_CLOSE -> {
				CancellationScope scope = this.corral.openScope("scope");
				this.engine.running(scope.task("closes"), () -> close(waiters));
				scope.close();
			}
			case SCOPE_JOIN -> {
				try (CancellationScope scope = this.corral.openScope("scope")) {
					scope.launch("closes", () -> close(waiters));
					scope.join();
				}
			}
			case SCOPE_LEFT_OPEN -> this.engine
				.running(this.corral.openScope("scope").openScope("below").task("closes"), () -> close(waiters));
			case TASK_JOIN -> this.corral.launch("closes", () -> close(waiters)).join();
			case TASK_GET -> this.corral.launch("closes", () -> close(waiters)).get();
			case EXECUTOR_CLOSE -> {
				try (ExecutorService pool = this.corral.openExecutor("pool")) {
					pool.execute(() -> close(waiters));
				}
			}
		}
	}

	// By the task that closes, when so many others wait for it
	private void close(int waiters) {
		Engine.until(() -> areWaiting(waiters));
		this.closer.set(Thread.currentThread());
		this.corral.close();
		this.closed.countDown();
	}

	private boolean areWaiting(int waiters) {
		return this.waiting.size() == waiters && this.waiting.stream().allMatch(ClosingTaskTests::isParked);
	}

	private static boolean isParked(@Nullable Thread thread) {
		return thread != null && LockSupport.getBlocker(thread) != null;
	}

	@SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" })
	private static <T> T nothing() {
		return null;
	}

	/** How a task waits for one that closes. */
	enum Wait {

		/** In the {@code close} of a scope, which cancels the task that closes. */
		SCOPE_CLOSE,

		SCOPE_JOIN,

		/** At the end of the body, which closes the scopes it has left open. */
		SCOPE_LEFT_OPEN,

		TASK_JOIN, TASK_GET, EXECUTOR_CLOSE

	}

}
