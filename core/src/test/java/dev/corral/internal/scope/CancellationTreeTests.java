package dev.corral.internal.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
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
import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskLauncher;
import dev.corral.TaskTimeoutException;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Scopes form a tree as Go's contexts do: a cause goes down, never up, and never twice.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTreeTests {

	private static final ScopeConfig MINUTE = ScopeConfig.failFast().timeout(Duration.ofMinutes(1));

	private final Engine engine = new Engine();

	private final List<CancellationScope> opened = new ArrayList<>();

	@AfterEach
	void nothingIsLeft() {
		this.engine.release.countDown();
		this.opened.forEach(CancellationScope::close);
		this.engine.close();
	}

	private CancellationScope open(@Nullable CancellationScope parent, ScopeConfig config) {
		TaskLauncher launcher = (parent != null) ? parent : this.engine.corral;
		CancellationScope scope = launcher.openScope("s", config);
		this.opened.add(scope);
		return scope;
	}

	private CancellationScope open(@Nullable CancellationScope parent) {
		return open(parent, ScopeConfig.failFast());
	}

	// A tree in which every scope hangs below an earlier one
	private List<CancellationScope> randomTree(int size, Random random) {
		List<CancellationScope> scopes = new ArrayList<>();
		scopes.add(open(null));
		while (scopes.size() < size) {
			scopes.add(open(scopes.get(random.nextInt(scopes.size()))));
		}
		return scopes;
	}

	private static String reason(CancellationScope scope) {
		return scope.cause().map((cause) -> String.valueOf(cause.getMessage())).orElse("none");
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

	@Test
	void firstCauseWinsAndIsInherited() {
		CancellationScope top = open(null);
		CancellationScope below = open(open(top));
		assertThat(top.cancel("first")).isTrue();
		assertThat(top.cancel("second")).isFalse();
		assertThat(below.cancel("third")).isFalse();
		assertThat(below.cause()).isEqualTo(top.cause());
		assertThat(reason(below)).isEqualTo("first");
	}

	@Test
	void childCancelledFirstKeepsItsOwnCause() {
		CancellationScope top = open(null);
		CancellationScope child = open(top);
		CancellationScope grandchild = open(child);
		child.cancel("child");
		top.cancel("top");
		assertThat(reason(child)).isEqualTo("child");
		assertThat(reason(grandchild)).isEqualTo("child");
		assertThat(reason(top)).isEqualTo("top");
	}

	@Test
	void causeNeverGoesUpNorToSiblings() {
		CancellationScope top = open(null);
		CancellationScope one = open(top);
		CancellationScope two = open(top);
		one.cancel("one");
		assertThat(top.isCancelled()).isFalse();
		assertThat(two.isCancelled()).isFalse();
	}

	@Test
	void failureOfAChildScopeIsThrownByItsOwnJoinAndLeavesTheParentAlone() {
		CancellationScope top = open(null);
		CancellationScope child = open(top);
		child.launch("fails", () -> {
			throw new IllegalStateException("planted");
		});
		assertThatExceptionOfType(CompletionException.class).isThrownBy(child::join)
			.havingCause()
			.withMessage("planted");
		assertThat(top.isCancelled()).isFalse();
	}

	@Test
	void scopeOpenedBelowACancelledOneHasItsCauseAtOnce() {
		CancellationScope top = open(null);
		top.cancel("over");
		CancellationScope late = open(top);
		assertThat(reason(late)).isEqualTo("over");
		assertThat(late.launch("late", this.engine::hold).isCancelled()).isTrue();
	}

	@Test
	void deadlineIsTheEarlierOfItsOwnAndThoseAbove() {
		CancellationScope top = open(null, MINUTE);
		CancellationScope shorter = open(top, ScopeConfig.failFast().timeout(Duration.ofSeconds(10)));
		CancellationScope longer = open(top, ScopeConfig.failFast().timeout(Duration.ofHours(1)));
		CancellationScope inherits = open(shorter);
		assertThat(shorter.remaining()).contains(Duration.ofSeconds(10));
		assertThat(longer.remaining()).contains(Duration.ofMinutes(1));
		assertThat(inherits.remaining()).contains(Duration.ofSeconds(10));
		assertThat(longer.deadline()).isEqualTo(top.deadline());
		assertThat(open(null).deadline()).isEmpty();
	}

	@Test
	void deadlineEndsTheTreeBelowAndNothingElse() throws Exception {
		CancellationScope top = open(null, ScopeConfig.failFast().timeout(Duration.ofHours(1)));
		CancellationScope brief = open(top, MINUTE);
		CancellationScope below = open(brief);
		this.engine.time.advance(Duration.ofMinutes(1));
		assertThat(brief.cause()).get().isInstanceOf(TaskTimeoutException.class);
		assertThat(below.cause()).isEqualTo(brief.cause());
		assertThat(top.isCancelled()).isFalse();
		assertThat(below.remaining()).contains(Duration.ZERO);
	}

	@Test
	void pastDeadlineCancelsAtOnceThoughNobodyHasLookedYet() {
		CancellationScope top = open(null, MINUTE);
		this.engine.time.lagging(() -> {
			CancellationScope late = open(top);
			assertThat(late.cause()).get().isInstanceOf(TaskTimeoutException.class);
			Task<?> task = top.launch("late", this.engine::hold);
			assertThat(task.outcome()).get()
				.isInstanceOfSatisfying(Outcome.Cancelled.class,
						(outcome) -> assertThat(outcome.cause()).isInstanceOf(TaskTimeoutException.class));
		}, Duration.ofMinutes(1));
		assertThat(this.engine.corral.counts().launched()).isZero();
	}

	@Test
	void scopesOpenedByATaskInheritTheCauseOfTheTask() throws Exception {
		AtomicReference<@Nullable CancellationScope> inner = new AtomicReference<>();
		Task<?> task = this.engine.running("opener", () -> {
			try (CancellationScope scope = this.engine.corral.openScope("inner")) {
				inner.set(scope);
				scope.launch("child", () -> new CountDownLatch(1).await());
				scope.join();
			}
		});
		Engine.until(() -> inner.get() != null);
		task.cancel("user left");
		CancellationScope scope = inner.get();
		assertThat(scope).isNotNull();
		if (scope != null) {
			assertThat(reason(scope)).isEqualTo("user left");
		}
	}

	@Test
	void scopeOpenedByATaskOfACancelledScopeHasTheCauseOfTheTree() throws Exception {
		CancellationScope outer = open(null);
		AtomicReference<@Nullable CancellationScope> inner = new AtomicReference<>();
		this.engine.running(outer.task("opener"), () -> {
			try (CancellationScope scope = this.engine.corral.openScope("inner")) {
				inner.set(scope);
				this.engine.hold();
			}
		});
		Engine.until(() -> inner.get() != null);
		outer.cancel("enough");
		assertThat(inner.get()).isNotNull().satisfies((scope) -> assertThat(scope.cause()).isEqualTo(outer.cause()));
	}

	@Test
	void detachedScopeIsCancelledWithNobody() {
		CancellationScope top = open(null);
		CancellationScope detached = open(top, ScopeConfig.failFast().detached());
		top.cancel("top");
		assertThat(detached.isCancelled()).isFalse();
		assertThat(detached.deadline()).isEmpty();
	}

	@Test
	void tenThousandNestedScopesAreCancelledAndClosedWithoutRecursion() throws Exception {
		CancellationScope top = open(null);
		CancellationScope lowest = top;
		for (int i = 0; i < 10_000; i++) {
			lowest = lowest.openScope("s");
		}
		CancellationScope bottom = lowest;
		Task<?> task = this.engine.running(bottom.task("deep"), () -> new CountDownLatch(1).await());
		Thread small = new Thread(null, () -> {
			top.cancel("all");
			top.close();
		}, "small-stack", 64 * 1024);
		small.start();
		small.join();
		assertThat(task.isCancelled()).isTrue();
		assertThat(reason(bottom)).isEqualTo("all");
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void simultaneousCancelsOfATreeGiveEveryScopeExactlyOneCauseFromAbove() throws Exception {
		for (int round = 0; round < 50; round++) {
			List<CancellationScope> scopes = randomTree(128, new Random(round));
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
			this.opened.clear();
		}
	}

	@Test
	void whateverIsCancelledInARandomTreeItsDescendantsAreCancelledAndNobodyElse() {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			List<CancellationScope> scopes = randomTree(100, random);
			CancellationScope chosen = scopes.get(random.nextInt(scopes.size()));
			chosen.cancel("chosen");
			long id = ((Scope) chosen).id();
			for (CancellationScope scope : scopes) {
				assertThat(scope.isCancelled()).as("seed %d", seed).isEqualTo(((Scope) scope).isAtOrBelow(id));
			}
			scopes.get(0).close();
			this.opened.clear();
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

}
