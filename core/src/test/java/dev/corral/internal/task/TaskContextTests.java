package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.monitor.Registration;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskContextTests {

	private final Engine engine = new Engine();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void outsideAnyTaskItThrowsSayingSo() {
		assertThatIllegalStateException().isThrownBy(TaskContext::current)
			.withMessageContaining("there is no current task");
	}

	@Test
	void showsTheRunningTask() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("page")) {
			Task<List<Object>> task = scope.task("part").timeout(Duration.ofSeconds(3)).call(() -> {
				TaskContext context = TaskContext.current();
				return List.of(context.id(), context.name(), context.attempt(), context.remaining().orElseThrow(),
						context.isCancelled());
			});
			assertThat(task.join()).containsExactly(task.id(), "part", 1, Duration.ofSeconds(3), false);
		}
	}

	@Test
	void remainingIsTheEarlierOfItsOwnAndItsScopesDeadlines() throws Exception {
		try (CancellationScope outer = this.engine.corral.openScope("outer",
				ScopeConfig.failFast().timeout(Duration.ofSeconds(2)));
				CancellationScope inner = outer.openScope("inner",
						ScopeConfig.failFast().timeout(Duration.ofSeconds(9)))) {
			Task<Duration> task = inner.task("part")
				.timeout(Duration.ofSeconds(5))
				.call(() -> TaskContext.current().remaining().orElseThrow());
			assertThat(task.join()).isEqualTo(Duration.ofSeconds(2));
			assertThat(inner.remaining()).contains(Duration.ofSeconds(2));
		}
	}

	@Test
	void checkCancelledThrowsOnceCancelled() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		CompletableFuture<String> seen = new CompletableFuture<>();
		Task<?> task = this.engine.running("loop", () -> {
			TaskContext context = TaskContext.current();
			while (cancelled.getCount() > 0) {
				Thread.onSpinWait();
			}
			try {
				context.checkCancelled();
				seen.complete("went on");
			}
			catch (CancellationException ex) {
				seen.complete(String.valueOf(ex.getMessage()));
			}
		});
		task.cancel("enough");
		cancelled.countDown();
		assertThat(seen.get()).isEqualTo("enough");
	}

	@Test
	void onCancelRunsOnceOnTheCallbackExecutor() throws Exception {
		List<String> threads = new CopyOnWriteArrayList<>();
		CountDownLatch registered = new CountDownLatch(1);
		Task<?> task = this.engine.corral.launch("task", () -> {
			TaskContext.current().onCancel(() -> threads.add(Thread.currentThread().getName()));
			registered.countDown();
			this.engine.release.await();
		});
		registered.await();
		task.cancel("enough");
		task.cancel("again");
		this.engine.time.awaitQuiet();
		assertThat(threads).containsExactly("corral-callbacks");
	}

	@Test
	void onCancelIsNotCalledWhenTheTaskEndsByItself() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		this.engine.corral.launch("task", () -> TaskContext.current().onCancel(calls::incrementAndGet)).join();
		this.engine.time.awaitQuiet();
		assertThat(calls).hasValue(0);
	}

	@Test
	void onCancelIsNeverCalledAfterASuccessfulUnregister() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		try (CancellationScope scope = this.engine.corral.openScope("page")) {
			Registration registration = scope.onCancel(calls::incrementAndGet);
			assertThat(registration.unregister()).isTrue();
			assertThat(registration.unregister()).isFalse();
			scope.cancel("enough");
		}
		this.engine.time.awaitQuiet();
		assertThat(calls).hasValue(0);
	}

	@Test
	void onCancelOfACancelledScopeIsCalledAtOnceAndGuarded() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		try (CancellationScope scope = this.engine.corral.openScope("page")) {
			scope.cancel("enough");
			scope.onCancel(() -> {
				throw new AssertionError("hostile callback");
			});
			scope.onCancel(calls::incrementAndGet);
			this.engine.time.awaitQuiet();
			assertThat(calls).hasValue(1);
		}
	}

	@Test
	void scopeOfATaskInTheRootLaunchesButCannotBeEnded() throws Exception {
		CompletableFuture<String> child = new CompletableFuture<>();
		this.engine.corral.launch("parent", () -> {
			CancellationScope root = TaskContext.current().scope();
			assertThatIllegalStateException().isThrownBy(root::close);
			assertThatIllegalStateException().isThrownBy(root::join);
			assertThatIllegalStateException().isThrownBy(() -> root.cancel("no"));
			root.launch("child", () -> child.complete("launched"));
		}).join();
		assertThat(child.get()).isEqualTo("launched");
	}

	@Test
	void taskIsCurrentThoughItsBodyReplacedTheThreadsHandler() throws Exception {
		Task<Long> task = this.engine.corral.call("odd", () -> {
			Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
			});
			return TaskContext.current().id();
		});
		assertThat(task.join()).isEqualTo(task.id());
	}

	@Test
	void completableFutureEndsAsTheTaskDoes() throws Exception {
		assertThat(this.engine.corral.call("value", () -> 42).toCompletableFuture().get()).isEqualTo(42);
		CompletableFuture<?> failed = this.engine.corral.launch("explode", () -> {
			throw new IllegalStateException("planted");
		}).toCompletableFuture();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(failed::get)
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void cancellingTheCompletableFutureCancelsTheTask() throws Exception {
		Task<?> task = this.engine.running("task", () -> new CountDownLatch(1).await());
		assertThat(task.toCompletableFuture().cancel(true)).isTrue();
		assertThat(task.isCancelled()).isTrue();
	}

}
