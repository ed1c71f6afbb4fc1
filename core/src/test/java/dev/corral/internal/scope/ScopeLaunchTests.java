package dev.corral.internal.scope;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.Outcome;
import dev.corral.Task;
import dev.corral.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which scope a launch joins, and what a launch into a scope that has ended does. */
class ScopeLaunchTests {

	private final ScopeFixture fixture = new ScopeFixture();

	private final Corral corral = this.fixture.corral;

	private final CountDownLatch never = this.fixture.never;

	@AfterEach
	void nothingIsLeftBehind() {
		this.fixture.close();
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
	void launchIntoACancelledScopeGivesATaskAlreadyCancelledWithItsCauseAndIsCountedSkipped() {
		try (CancellationScope scope = this.corral.openScope("ended")) {
			scope.cancel("enough");
			Task<?> task = scope.launch("late", this.never::await);
			assertThat(task.outcome()).get()
				.isInstanceOfSatisfying(Outcome.Cancelled.class,
						(outcome) -> assertThat(outcome.reason()).isEqualTo("enough"));
			assertThat(this.corral.counts().skipped()).isEqualTo(1);
			assertThat(this.corral.counts().rejected()).isZero();
			assertThat(this.corral.counts().launched()).isZero();
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
	void anyThreadMayLaunchJoinAndClose() throws Exception {
		CancellationScope scope = this.corral.openScope("session");
		Thread launcher = Thread.ofPlatform().daemon().start(() -> scope.launch("foreign", this.never::await));
		launcher.join();
		assertThat(this.corral.monitor().counts("foreign").launched()).isEqualTo(1);
		Thread closer = Thread.ofPlatform().daemon().start(scope::close);
		closer.join();
		assertThat(this.corral.monitor().counts("foreign").cancelled()).isEqualTo(1);
	}

}
