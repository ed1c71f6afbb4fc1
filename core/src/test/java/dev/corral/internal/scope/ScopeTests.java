package dev.corral.internal.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskTimeoutException;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ScopeTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final CountDownLatch never = new CountDownLatch(1);

	private final Corral corral = Corral.create(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO));

	@AfterEach
	void nothingIsLeftBehind() {
		this.never.countDown();
		this.corral.close();
		assertThat(Parts.of(this.corral).admission().all().taken()).isZero();
		assertThat(Parts.of(this.corral).deadlines().size()).isZero();
		assertThat(this.corral.monitor().openScopes()).isZero();
		assertThat(this.corral.counts().launched()).isEqualTo(this.corral.counts().settled());
	}

	@Test
	void joinWaitsForEveryOutcome() throws Exception {
		try (CancellationScope scope = this.corral.openScope("sum")) {
			Task<Integer> one = scope.call("one", () -> 1);
			Task<Integer> two = scope.call("two", () -> 2);
			scope.join();
			assertThat(one.join() + two.join()).isEqualTo(3);
		}
	}

	@Test
	void firstPanicCancelsTheRestAndIsThrownByJoin() {
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			Task<?> sibling = scope.launch("sibling", this.never::await);
			scope.launch("explode", () -> {
				throw new IllegalStateException("planted");
			});
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.havingCause()
				.withMessage("planted");
			assertThat(sibling.isCancelled()).isTrue();
			assertThat(scope.isCancelled()).isTrue();
		}
	}

	@Test
	void supervisedPanicsAreIndependent() throws Exception {
		try (CancellationScope scope = this.corral.openScope("sturdy", ScopeConfig.supervise())) {
			Task<?> panicking = scope.launch("explode", () -> {
				throw new IllegalStateException("planted");
			});
			assertThat(panicking.awaitSettled(LONG)).isTrue();
			assertThat(scope.call("fine", () -> 1).join()).isEqualTo(1);
			scope.join();
			assertThat(scope.isCancelled()).isFalse();
		}
	}

	@Test
	void timeoutOfTheScopeEndsItsTasks() throws Exception {
		try (CancellationScope scope = this.corral.openScope("brief",
				ScopeConfig.failFast().timeout(Duration.ofMillis(5)))) {
			Task<?> task = scope.launch("wait", this.never::await);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.withCauseInstanceOf(TaskTimeoutException.class);
			assertThat(task.awaitSettled(LONG)).isTrue();
			Task<?> late = scope.launch("late", this.never::await);
			assertThat(late.status()).isEqualTo(TaskStatus.CANCELLED);
		}
	}

	@Test
	void cancelReachesScopesBelow() throws Exception {
		try (CancellationScope outer = this.corral.openScope("outer");
				CancellationScope inner = outer.openScope("inner")) {
			Task<?> task = inner.launch("wait", this.never::await);
			assertThat(outer.cancel("enough")).isTrue();
			assertThat(outer.cancel("again")).isFalse();
			assertThat(task.awaitSettled(LONG)).isTrue();
			assertThat(inner.cause()).get().isInstanceOf(CancellationException.class);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(inner::join).withMessage("enough");
		}
	}

	@Test
	void closedScopeRefusesLaunches() {
		CancellationScope scope = this.corral.openScope("closed");
		scope.close();
		scope.close();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> scope.launch("late", this.never::await))
			.withMessageContaining("root/closed");
	}

	@Test
	void joinByATaskOfTheScopeIsRefused() {
		try (CancellationScope scope = this.corral.openScope("selfish", ScopeConfig.supervise())) {
			Task<?> task = scope.launch("join", scope::join);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
				.withCauseInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void scopeLeftOpenByATaskEndsWithIt() throws Exception {
		Task<Task<?>> opener = this.corral.call("opener",
				() -> this.corral.openScope("forgotten").launch("wait", this.never::await));
		Task<?> child = opener.join();
		assertThat(child.isCancelled()).isTrue();
		assertThat(child.awaitSettled(LONG)).isTrue();
	}

	@Test
	void closeByATaskOfTheScopeDoesNotWaitForItself() throws Exception {
		CancellationScope scope = this.corral.openScope("own");
		Task<?> task = scope.launch("closer", scope::close);
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
	}

	@Test
	void childCancelledByItsOwnHandleFailsNobody() throws Exception {
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			Task<?> cancelled = scope.launch("cancelled", this.never::await);
			Task<Integer> sibling = scope.call("sibling", () -> 1);
			cancelled.cancel("not needed");
			scope.join();
			assertThat(sibling.join()).isEqualTo(1);
			assertThat(scope.isCancelled()).isFalse();
		}
	}

	@Test
	void childThatTimesOutFailsItsScope() {
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			Task<?> sibling = scope.launch("sibling", this.never::await);
			scope.task("brief").timeout(Duration.ofMillis(1)).launch(this.never::await);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.withCauseInstanceOf(TaskTimeoutException.class);
			assertThat(sibling.isCancelled()).isTrue();
		}
	}

	@Test
	void joinThrowsTheFirstFailureWithOthersSuppressedAndTheSameInstanceOnce() throws Exception {
		IllegalStateException first = new IllegalStateException("first");
		IllegalStateException other = new IllegalStateException("other");
		CountDownLatch both = new CountDownLatch(2);
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			for (Exception failure : new Exception[] { other, first }) {
				scope.launch("late", () -> {
					both.countDown();
					throwWhenInterrupted(failure);
				});
			}
			both.await();
			Task<?> failing = scope.launch("first", () -> {
				throw first;
			});
			assertThat(failing.awaitSettled(LONG)).isTrue();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(first))
				.satisfies((thrown) -> assertThat(thrown.getSuppressed()).doesNotContain(first));
		}
	}

	@Test
	void interruptedJoinCanBeJoinedAgain() throws Exception {
		try (CancellationScope scope = this.corral.openScope("patient")) {
			Task<?> task = scope.launch("wait", this.never::await);
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(scope::join);
			assertThat(task.isDone()).isFalse();
			this.never.countDown();
			scope.join();
			assertThat(task.status()).isIn(TaskStatus.ENDING, TaskStatus.SUCCEEDED);
		}
	}

	@Test
	void launchIntoACancelledScopeGivesATaskAlreadyCancelledWithItsCauseAndIsCountedRejected() {
		try (CancellationScope scope = this.corral.openScope("ended")) {
			scope.cancel("enough");
			long rejected = this.corral.counts().rejected();
			Task<?> task = scope.launch("late", this.never::await);
			assertThat(task.outcome()).get()
				.isInstanceOfSatisfying(Outcome.Cancelled.class,
						(outcome) -> assertThat(outcome.reason()).isEqualTo("enough"));
			assertThat(this.corral.counts().rejected()).isEqualTo(rejected + 1);
			assertThat(this.corral.counts().launched()).isZero();
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void launchOnTheRootByATaskOfAScopeJoinsTheRootAndRecordsItsParent() throws Exception {
		try (CancellationScope scope = this.corral.openScope("request")) {
			Task<Task<?>> parent = scope.call("parent", () -> this.corral.launch("fire-and-forget", this.never::await));
			Task<?> child = parent.join();
			scope.cancel("request is over");
			assertThat(child.isDone()).isFalse();
			assertThat(this.corral.monitor().find(child.id())).get().satisfies((seen) -> {
				assertThat(seen.scope()).isEqualTo("root");
				assertThat(seen.lineage()).isNotNull();
				assertThat(seen.lineage().id()).isEqualTo(parent.id());
			});
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void launchOnTheContextsScopeJoinsTheTasksOwnScope() throws Exception {
		try (CancellationScope scope = this.corral.openScope("request")) {
			Task<Task<?>> parent = scope.call("parent",
					() -> TaskContext.current().scope().launch("child", this.never::await));
			Task<?> child = parent.join();
			scope.cancel("request is over");
			assertThat(child.isCancelled()).isTrue();
		}
	}

	@Test
	void scopeWithoutTasksJoinsAndClosesAtOnce() throws Exception {
		try (CancellationScope scope = this.corral.openScope("empty")) {
			scope.join();
			assertThat(scope.isCancelled()).isFalse();
		}
	}

	@Test
	void joinMayBeCalledAgainAndSaysTheSame() {
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			scope.launch("explode", () -> {
				throw new IllegalStateException("planted");
			});
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
					.havingCause()
					.withMessage("planted");
			}
		}
	}

	@Test
	void manyThreadsMayJoin() throws Exception {
		try (CancellationScope scope = this.corral.openScope("shared")) {
			scope.launch("wait", this.never::await);
			AtomicInteger joined = new AtomicInteger();
			List<Thread> joiners = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				joiners.add(Thread.ofPlatform().daemon().start(() -> {
					try {
						scope.join();
						joined.incrementAndGet();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}));
			}
			this.never.countDown();
			for (Thread joiner : joiners) {
				joiner.join();
			}
			assertThat(joined).hasValue(5);
		}
	}

	@Test
	void launchAfterAJoinIsAwaitedByTheNext() throws Exception {
		try (CancellationScope scope = this.corral.openScope("reused")) {
			scope.launch("first", ScopeTests::nothing);
			scope.join();
			Task<Integer> second = scope.call("second", () -> 2);
			scope.join();
			assertThat(second.isDone()).isTrue();
		}
	}

	@Test
	void launchWhileSomebodyJoinsIsAwaitedToo() throws Exception {
		try (CancellationScope scope = this.corral.openScope("growing")) {
			Task<?> first = scope.launch("first", () -> {
				TaskContext.current().scope().launch("second", this.never::await);
			});
			first.join();
			AtomicBoolean joined = new AtomicBoolean();
			Thread joiner = Thread.ofPlatform().daemon().start(() -> {
				try {
					scope.join();
					joined.set(true);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			Engine.until(() -> joiner.getState() == Thread.State.WAITING);
			assertThat(joined).isFalse();
			this.never.countDown();
			joiner.join();
			assertThat(joined).isTrue();
		}
	}

	@Test
	void joinWaitsForTheScopesOwnTasksNotForScopesBelow() throws Exception {
		try (CancellationScope outer = this.corral.openScope("outer");
				CancellationScope inner = outer.openScope("inner")) {
			Task<?> task = inner.launch("wait", this.never::await);
			outer.join();
			assertThat(task.isDone()).isFalse();
		}
	}

	@Test
	void anyThreadMayLaunchJoinAndClose() throws Exception {
		CancellationScope scope = this.corral.openScope("session");
		Thread launcher = Thread.ofPlatform().daemon().start(() -> scope.launch("foreign", this.never::await));
		launcher.join();
		assertThat(this.corral.monitor().counts("foreign").launched()).isEqualTo(1);
		Thread closer = Thread.ofPlatform().daemon().start(scope::close);
		closer.join();
		assertThat(this.corral.monitor().counts("foreign").cancelled()).isEqualTo(1);
	}

	@Test
	void panicIsToldAtOnceThoughNobodyJoinsAndSiblingsLiveOn() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		try (CancellationScope scope = this.corral.openScope("sturdy", ScopeConfig.supervise())) {
			Task<?> sibling = scope.launch("sibling", this.never::await);
			scope.task("explode").recoverWith((panic) -> told.countDown()).launch(() -> {
				throw new IllegalStateException("planted");
			});
			told.await();
			assertThat(sibling.isDone()).isFalse();
		}
	}

	@Test
	void joinThrowsWithTheChildsOwnStack() {
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			scope.launch("explode", ScopeTests::explode);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.havingCause()
				.satisfies((cause) -> assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("explode"));
		}
	}

	private static void explode() {
		throw new IllegalStateException("planted");
	}

	private static void nothing() {
	}

	@Test
	void laterFailuresAreSuppressed() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			for (int i = 0; i < 2; i++) {
				scope.launch("together", () -> {
					both.countDown();
					both.await();
					throw new IllegalStateException("planted");
				});
			}
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join).satisfies((thrown) -> {
				for (Throwable other : thrown.getSuppressed()) {
					assertThat(other).isNotSameAs(thrown.getCause()).hasMessage("planted");
				}
			});
			assertThat(scope.cause()).get().isIn(((Scope) scope).members().failures());
		}
	}

	@Test
	void scopesMayBeClosedInAnyOrder() throws Exception {
		CancellationScope outer = this.corral.openScope("outer");
		CancellationScope inner = outer.openScope("inner");
		Task<?> task = inner.launch("wait", this.never::await);
		outer.close();
		assertThat(task.isCancelled()).isTrue();
		assertThat(this.corral.monitor().openScopes()).isZero();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> inner.launch("late", this.never::await));
		inner.close();
		outer.close();
	}

	@Test
	void launchRacingASiblingsPanicNeverHidesTheCause() throws Exception {
		for (int i = 0; i < 500; i++) {
			try (CancellationScope scope = this.corral.openScope("fragile")) {
				scope.launch("explode", () -> {
					throw new IllegalStateException("planted");
				});
				for (int j = 0; j < 5; j++) {
					scope.launch("sibling", this.never::await);
				}
				assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
					.havingCause()
					.withMessage("planted");
			}
		}
	}

	@Test
	void closeWithoutLiveTasksIsNoCancel() throws Exception {
		CancellationScope scope = this.corral.openScope("done");
		Task<?> task = scope.launch("short", ScopeTests::nothing);
		assertThat(task.awaitSettled(LONG)).isTrue();
		scope.close();
		assertThat(scope.isCancelled()).isFalse();
	}

	@Test
	void panicOfACancelledSiblingIsNoSecondCause() throws Exception {
		IllegalStateException first = new IllegalStateException("first");
		CountDownLatch begun = new CountDownLatch(1);
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			Task<?> sibling = scope.launch("late", () -> {
				begun.countDown();
				throwWhenInterrupted(new IllegalStateException("late"));
			});
			begun.await();
			scope.launch("first", () -> {
				throw first;
			});
			assertThat(sibling.awaitSettled(LONG)).isTrue();
			assertThat(scope.cause()).contains(first);
			assertThat(sibling.isCancelled()).isTrue();
		}
	}

	private void throwWhenInterrupted(Exception failure) throws Exception {
		try {
			this.never.await();
		}
		catch (InterruptedException ex) {
			throw failure;
		}
	}

}
