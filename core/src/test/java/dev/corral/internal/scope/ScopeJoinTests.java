package dev.corral.internal.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What {@code join} of a scope waits for, and who may call it and how often. */
class ScopeJoinTests {

	private final ScopeFixture fixture = new ScopeFixture();

	private final Corral corral = this.fixture.corral;

	private final CountDownLatch never = this.fixture.never;

	@AfterEach
	void nothingIsLeftBehind() {
		this.fixture.close();
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
	void scopeWithoutTasksJoinsAndClosesAtOnce() throws Exception {
		try (CancellationScope scope = this.corral.openScope("empty")) {
			scope.join();
			assertThat(scope.isCancelled()).isFalse();
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
	void joinByATaskOfTheScopeIsRefused() {
		try (CancellationScope scope = this.corral.openScope("selfish", ScopeConfig.supervise())) {
			Task<?> task = scope.launch("join", scope::join);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
				.withCauseInstanceOf(IllegalStateException.class);
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
			scope.launch("first", ScopeFixture::nothing);
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

}
