package dev.corral.internal.scope;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A close cancels, waits up to one grace for the whole tree, leaves what ignores it and
 * returns; never does it wait for itself.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeCloseTests {

	private static final Duration GRACE = CorralConfig.defaults().cancelGrace();

	private final Engine engine = new Engine();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void returnsAsSoonAsAllHasSettled() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("polite");
		Task<?> task = this.engine.running(scope.task("polite"), () -> new CountDownLatch(1).await());
		scope.close();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
	}

	@Test
	void tasksOfAClosedScopeHaveGivenEverythingBack() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("recorded");
		Task<?> task = this.engine.running(scope.task("recorded"), () -> new CountDownLatch(1).await());
		this.engine.corral.monitor().recordDurations((name, status, nanos) -> this.engine.hold());
		Thread closer = closing(scope);
		assertThat(closer.isAlive()).isTrue();
		this.engine.release.countDown();
		closer.join();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.engine.corral.counts().live()).isZero();
	}

	@Test
	void graceRunsOncePerTreeFromTheCausesTime() throws Exception {
		CancellationScope outer = this.engine.corral.openScope("outer");
		CancellationScope middle = outer.openScope("middle");
		CancellationScope inner = middle.openScope("inner");
		for (CancellationScope scope : new CancellationScope[] { outer, middle, inner }) {
			this.engine.running(scope.task("deaf"), this.engine::hold);
		}
		long begun = this.engine.time.nanoTime();
		outer.cancel("enough");
		this.engine.time.advance(Duration.ofSeconds(2));
		Thread closer = closing(outer);
		this.engine.time.advance(GRACE.minusSeconds(3));
		assertThat(closer.isAlive()).isTrue();
		this.engine.time.advance(Duration.ofSeconds(1));
		closer.join();
		assertThat(this.engine.time.nanoTime() - begun).isEqualTo(GRACE.toNanos());
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
		assertThat(this.engine.corral.counts().leaked()).isEqualTo(3);
	}

	@Test
	void interruptedCloserWaitsOnAndGetsItsFlagBack() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("deaf");
		this.engine.running(scope.task("deaf"), this.engine::hold);
		AtomicBoolean flag = new AtomicBoolean();
		Thread closer = Thread.ofPlatform().start(() -> {
			Thread.currentThread().interrupt();
			scope.close();
			flag.set(Thread.currentThread().isInterrupted());
		});
		this.engine.time.untilParked(closer);
		closer.interrupt();
		this.engine.time.untilParked(closer);
		assertThat(closer.isAlive()).isTrue();
		this.engine.release.countDown();
		closer.join();
		assertThat(flag).isTrue();
	}

	@Test
	void descendantThatClosesWaitsForOthersButNotForItselfOrItsAncestors() throws Exception {
		CancellationScope outer = this.engine.corral.openScope("outer", ScopeConfig.supervise());
		Task<?> sibling = this.engine.running(outer.task("sibling"), () -> new CountDownLatch(1).await());
		AtomicReference<TaskStatus> siblingAfterClose = new AtomicReference<>();
		Task<?> ancestor = outer.launch("ancestor", () -> {
			try (CancellationScope inner = this.engine.corral.openScope("inner")) {
				inner.launch("descendant", () -> {
					outer.close();
					siblingAfterClose.set(sibling.status());
				});
				inner.join();
			}
		});
		assertThat(ancestor.awaitSettled(GRACE)).isTrue();
		assertThat(siblingAfterClose).hasValue(TaskStatus.CANCELLED);
		assertThat(ancestor.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void scopeOpenInATaskIsClosedBeforeTheOutcomeWithOneWarning() throws Exception {
		AtomicReference<Task<?>> child = new AtomicReference<>();
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> opener = this.engine.corral.launch("opener", () -> {
				CancellationScope forgotten = this.engine.corral.openScope("forgotten");
				child.set(this.engine.running(forgotten.task("child"), () -> new CountDownLatch(1).await()));
			});
			opener.join();
			assertThat(child.get().status()).isEqualTo(TaskStatus.CANCELLED);
			assertThat(log.messages(Level.WARN)).singleElement().asString().contains("\"opener\"", "root/forgotten");
		}
	}

	@Test
	void detachedScopeOutlivesTheTaskThatOpenedIt() throws Exception {
		AtomicReference<CancellationScope> opened = new AtomicReference<>();
		this.engine.corral
			.launch("opener",
					() -> opened.set(this.engine.corral.openScope("session", ScopeConfig.failFast().detached())))
			.join();
		try (CancellationScope session = opened.get()) {
			assertThat(session.isCancelled()).isFalse();
			assertThat(session.call("late", () -> 1).join()).isEqualTo(1);
		}
	}

	private Thread closing(CancellationScope scope) throws InterruptedException {
		Thread closer = Thread.ofPlatform().start(scope::close);
		this.engine.time.untilParked(closer);
		return closer;
	}

}
