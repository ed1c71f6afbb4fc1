package dev.corral.internal.scope;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskTimeoutException;
import dev.corral.monitor.TaskStatus;

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

}
