package dev.corral.internal.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** Cancels that race each other, launches, joins, closes and timeouts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationRaceTests {

	private final ScopeTree tree = new ScopeTree();

	private final Engine engine = this.tree.engine;

	@AfterEach
	void nothingIsLeft() {
		this.tree.close();
	}

	@Test
	void simultaneousCancelsOfATreeGiveEveryScopeExactlyOneCauseFromAbove() throws Exception {
		for (int round = 0; round < 50; round++) {
			List<CancellationScope> scopes = this.tree.randomTree(128, new Random(round));
			AtomicInteger calls = new AtomicInteger();
			scopes.forEach((scope) -> scope.onCancel(calls::incrementAndGet));
			List<Runnable> cancellers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				List<CancellationScope> order = new ArrayList<>(scopes);
				Collections.shuffle(order, new Random(round * 31L + i));
				String name = "canceller " + i;
				cancellers.add(() -> order.forEach((scope) -> scope.cancel(name)));
			}
			race(cancellers);
			this.engine.time.awaitQuiet();
			assertThat(scopes).allMatch(CancellationScope::isCancelled);
			assertThat(calls).hasValue(scopes.size());
			scopes.get(0).close();
			this.tree.forget();
		}
	}

	@Test
	void cancelRacingLaunchesAndOpeningsEndsEveryOneOfThem() throws Exception {
		for (int round = 0; round < 300; round++) {
			CancellationScope scope = this.engine.corral.openScope("racing", ScopeConfig.supervise());
			List<Task<?>> tasks = Collections.synchronizedList(new ArrayList<>());
			List<CancellationScope> scopes = Collections.synchronizedList(new ArrayList<>());
			Runnable launcher = () -> {
				for (int i = 0; i < 5; i++) {
					tasks.add(scope.launch("raced", () -> new CountDownLatch(1).await()));
					CancellationScope below = scope.openScope("below");
					scopes.add(below);
					tasks.add(below.launch("raced", () -> new CountDownLatch(1).await()));
				}
			};
			race(List.of(launcher, launcher, () -> scope.cancel("raced")));
			assertThat(tasks).hasSize(20).allMatch(Task::isCancelled);
			assertThat(scopes).allMatch(CancellationScope::isCancelled);
			scope.close();
			this.engine.assertNothingIsLeft();
		}
	}

	@Test
	void cancelRacingJoinCloseAndSettleLeavesNothing() throws Exception {
		for (int round = 0; round < 500; round++) {
			CancellationScope scope = this.engine.corral.openScope("racing");
			Task<?> task = scope.launch("short", Thread::yield);
			AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
			race(List.of(() -> scope.cancel("raced"), () -> joinInto(scope, thrown), scope::close, scope::close));
			assertThat(task.isDone()).isTrue();
			assertThat(thrown.get()).satisfiesAnyOf((seen) -> assertThat(seen).isNull(),
					(seen) -> assertThat(seen).isInstanceOf(CancellationException.class));
			this.engine.assertNothingIsLeft();
		}
	}

	private static void joinInto(CancellationScope scope, AtomicReference<@Nullable Throwable> thrown) {
		try {
			scope.join();
		}
		catch (Throwable ex) {
			thrown.set(ex);
		}
	}

	@Test
	void timeoutRacingCancelAndEndDecidesOnce() throws Exception {
		for (int round = 0; round < 300; round++) {
			Task<?> task = this.engine.running(this.engine.corral.task("raced").timeout(Engine.SECOND), Thread::yield);
			race(List.of(() -> this.engine.time.advanceWithoutWaiting(Engine.SECOND), () -> task.cancel("raced")));
			assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
			Object outcome = task.outcome().orElseThrow();
			this.engine.time.awaitQuiet();
			assertThat(task.outcome().orElseThrow()).isSameAs(outcome);
		}
		this.engine.assertNothingIsLeft();
		assertThat(this.engine.corral.counts())
			.satisfies((counts) -> assertThat(counts.succeeded() + counts.timedOut() + counts.cancelled())
				.isEqualTo(counts.settled()));
	}

	private static void race(List<Runnable> runners) throws InterruptedException {
		CyclicBarrier start = new CyclicBarrier(runners.size());
		List<Thread> threads = new ArrayList<>();
		for (Runnable runner : runners) {
			threads.add(Thread.ofPlatform().daemon().start(() -> {
				try {
					start.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				runner.run();
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

}
