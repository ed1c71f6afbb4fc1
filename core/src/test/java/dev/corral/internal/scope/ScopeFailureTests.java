package dev.corral.internal.scope;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a failed task does to its siblings, and what {@code join} throws. */
class ScopeFailureTests {

	private static final Duration LONG = ScopeFixture.LONG;

	private final ScopeFixture fixture = new ScopeFixture();

	private final Corral corral = this.fixture.corral;

	private final CountDownLatch never = this.fixture.never;

	@AfterEach
	void nothingIsLeftBehind() {
		this.fixture.close();
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
	void panicIsReportedAtOnceThoughNobodyJoinsAndSiblingsLiveOn() throws Exception {
		CountDownLatch reported = new CountDownLatch(1);
		try (CancellationScope scope = this.corral.openScope("sturdy", ScopeConfig.supervise())) {
			Task<?> sibling = scope.launch("sibling", this.never::await);
			scope.task("explode").recoverWith((panic) -> reported.countDown()).launch(() -> {
				throw new IllegalStateException("planted");
			});
			reported.await();
			assertThat(sibling.isDone()).isFalse();
		}
	}

	@Test
	void joinThrowsWithTheChildsOwnStack() {
		try (CancellationScope scope = this.corral.openScope("fragile")) {
			scope.launch("explode", ScopeFailureTests::explode);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.havingCause()
				.satisfies((cause) -> assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("explode"));
		}
	}

	private static void explode() {
		throw new IllegalStateException("planted");
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

}
