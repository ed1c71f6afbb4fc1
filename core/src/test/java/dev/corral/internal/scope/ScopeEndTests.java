package dev.corral.internal.scope;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSpec;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.platform.Environment;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What ends when a scope times out, is cancelled or is closed. */
class ScopeEndTests {

	private static final Duration LONG = ScopeFixture.LONG;

	private final ScopeFixture fixture = new ScopeFixture();

	private final Corral corral = this.fixture.corral;

	private final CountDownLatch never = this.fixture.never;

	@AfterEach
	void nothingIsLeftBehind() {
		this.fixture.close();
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
	void closeWithoutLiveTasksIsNoCancel() throws Exception {
		CancellationScope scope = this.corral.openScope("done");
		Task<?> task = scope.launch("short", ScopeFixture::nothing);
		assertThat(task.awaitSettled(LONG)).isTrue();
		scope.close();
		assertThat(scope.isCancelled()).isFalse();
	}

	@Test
	void closeByATaskOfTheScopeDoesNotWaitForItself() throws Exception {
		CancellationScope scope = this.corral.openScope("own");
		Task<?> task = scope.launch("closer", scope::close);
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
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
	void scopeThatIsOpenedWhileItsLauncherBeginsToCloseIsRefusedAndLeft() {
		CorralParts parts = Parts.of(this.corral);
		ScopeHost closing = new ClosingHost(parts);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> Scope.open(closing, "late", ScopeConfig.failFast(), null))
			.withMessageContaining("launcher is closed");
		assertThat(this.corral.monitor().openScopes()).isZero();
	}

	/**
	 * Its launcher begins to close when a scope was let in and is not listed yet.
	 *
	 * @param parts those of the launcher
	 */
	private record ClosingHost(CorralParts parts) implements ScopeHost {

		@Override
		public ScopeLifecycle scopeLifecycle() {
			this.parts.shutdown().begin();
			return this.parts.scopeLifecycle();
		}

		@Override
		public Environment environment() {
			return this.parts.environment();
		}

		@Override
		public long nextId() {
			return this.parts.nextId();
		}

		@Override
		public CallbackExecutor callbacks() {
			return this.parts.callbacks();
		}

		@Override
		public Shutdown shutdown() {
			return this.parts.shutdown();
		}

		@Override
		public void requireOpen(String what, String name) {
			this.parts.requireOpen(what, name);
		}

		@Override
		public TaskSpec task(@Nullable Scope scope, String name) {
			return this.parts.task(scope, name);
		}

		@Override
		public ExecutorService openExecutor(@Nullable Scope scope, String name) {
			return this.parts.openExecutor(scope, name);
		}

	}

}
