package dev.corral;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tasks that let out what a join has thrown at them, and who reports it: the joined task
 * if it has panicked, else the joiner.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreportedJoinTests {

	private final LogOfCorral log = new LogOfCorral();

	private final Engine engine = new Engine(
			(config) -> config.withShutdownTimeout(Duration.ofDays(1)).withCancelGrace(Duration.ofDays(1)));

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.engine.close();
		this.log.close();
	}

	private Map<String, TaskBody> bodies() {
		Corral corral = this.engine.corral;
		Map<String, TaskBody> bodies = new LinkedHashMap<>();
		bodies.put("cancelled", () -> cancelled(corral).join());
		bodies.put("cancelled, by its future", () -> cancelled(corral).toCompletableFuture().join());
		bodies.put("cancelled, wrapped", () -> {
			try {
				cancelled(corral).get();
			}
			catch (Exception ex) {
				throw new IllegalStateException("wrapped", ex);
			}
		});
		bodies.put("failed as expected", () -> fails(corral.task("child")).join());
		bodies.put("timed out", () -> timesOut(corral.task("child")).join());
		bodies.put("skipped", () -> {
			try (CancellationScope scope = corral.openScope("scope", ScopeConfig.supervise())) {
				scope.cancel("planted");
				scope.launch("child", this.never::await).join();
			}
		});
		bodies.put("scope cancelled", () -> {
			try (CancellationScope scope = corral.openScope("scope")) {
				scope.cancel("planted");
				scope.join();
			}
		});
		bodies.put("scope out of time", () -> {
			try (CancellationScope scope = corral.openScope("scope", ScopeConfig.failFast().timeout(Engine.SECOND))) {
				scope.launch("child", this.never::await);
				this.engine.time.advanceWithoutWaiting(Engine.SECOND);
				scope.join();
			}
		});
		bodies.put("scope of a task that failed as expected", () -> {
			try (CancellationScope scope = corral.openScope("scope")) {
				fails(scope.task("child"));
				scope.join();
			}
		});
		bodies.put("sibling of a task that failed as expected", () -> {
			try (CancellationScope scope = corral.openScope("scope")) {
				Task<?> sibling = scope.launch("sibling", this.never::await);
				fails(scope.task("child"));
				sibling.join();
			}
		});
		bodies.put("scope of a task that timed out", () -> {
			try (CancellationScope scope = corral.openScope("scope")) {
				timesOut(scope.task("child"));
				scope.join();
			}
		});
		return bodies;
	}

	private Task<?> cancelled(Corral corral) {
		Task<?> child = corral.launch("child", this.never::await);
		child.cancel("planted");
		return child;
	}

	@CanIgnoreReturnValue
	private static Task<?> fails(TaskSpec spec) {
		return spec.expects(IOException.class).launch(() -> {
			throw new IOException("planted");
		});
	}

	@CanIgnoreReturnValue
	private Task<?> timesOut(TaskSpec spec) throws InterruptedException {
		Task<?> child = this.engine.running(spec.timeout(Engine.SECOND), this.never::await);
		this.engine.time.advanceWithoutWaiting(Engine.SECOND);
		return child;
	}

	@ParameterizedTest
	@ValueSource(strings = { "cancelled", "cancelled, by its future", "cancelled, wrapped", "failed as expected",
			"timed out", "skipped", "scope cancelled", "scope out of time", "scope of a task that failed as expected",
			"sibling of a task that failed as expected", "scope of a task that timed out" })
	void endThatNobodyReportsIsAPanicOfTheJoiner(String end) {
		Task<?> parent = this.engine.corral.launch("parent", Objects.requireNonNull(bodies().get(end)));
		assertPanicked(parent);
		assertThat(this.engine.panics).extracting(Panic::name).containsExactly("parent");
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
		assertThat(this.log.messages(Level.ERROR)).singleElement().asString().contains("\"parent\" panicked");
	}

	@Test
	void joinerOfThatJoinerPropagates() {
		Task<?> parent = this.engine.corral.launch("parent", () -> cancelled(this.engine.corral).join());
		assertPanicked(this.engine.corral.launch("grandparent", parent::join));
		assertPanicked(parent);
		assertThat(this.engine.panics).extracting(Panic::name).containsExactly("parent");
	}

	@Test
	void joinerIsRestartedAsAfterAnyPanic() {
		Task<?> parent = this.engine.corral.task("parent")
			.restart(RestartPolicy.onPanic(1, Duration.ofDays(10_000)))
			.launch(() -> fails(this.engine.corral.task("child")).join());
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return parent.status().isSettled();
		});
		assertPanicked(parent);
		assertThat(this.engine.corral.monitor().counts("parent").panicked()).isEqualTo(2);
		assertThat(this.engine.corral.monitor().counts("parent").restarted()).isEqualTo(1);
	}

	@Test
	void joinerThatExpectsTheFailureHasFailedAsExpected() {
		Task<?> parent = this.engine.corral.task("parent")
			.expects(IOException.class)
			.launch(() -> fails(this.engine.corral.task("child")).join());
		Engine.until(() -> parent.status().isSettled());
		assertThat(parent.status()).isEqualTo(TaskStatus.FAILED);
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void siblingThatAPanicHasCancelledIsReportedByTheTaskThatPanicked() {
		Task<?> parent = this.engine.corral.launch("parent", () -> {
			try (CancellationScope scope = this.engine.corral.openScope("scope")) {
				Task<?> sibling = scope.launch("sibling", () -> {
					try (CancellationScope inner = this.engine.corral.openScope("inner")) {
						inner.launch("grandchild", this.never::await).join();
					}
				});
				scope.launch("fails", () -> {
					throw new IllegalStateException("planted");
				});
				sibling.join();
			}
		});
		assertPanicked(parent);
		assertThat(this.engine.panics).extracting(Panic::name).containsExactly("fails");
	}

	@Test
	void whatAClosingLauncherCancelsIsNoPanicOfItsJoiner() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> child = this.engine.corral.task("child").longRunning().launch(() -> {
			begun.countDown();
			this.never.await();
		});
		Task<?> parent = this.engine.running("parent", child::join);
		Task<?> wrapping = this.engine.running("wraps", () -> {
			try {
				child.join();
			}
			catch (CancellationException ex) {
				throw new IllegalStateException("wrapped", ex);
			}
		});
		begun.await();
		this.engine.corral.close();
		assertPanicked(parent);
		assertPanicked(wrapping);
		assertThat(this.engine.panics).isEmpty();
		assertThat(this.log.messages(Level.ERROR)).isEmpty();
	}

	// By intent: nobody sees where such an exception comes from
	@Test
	void failureThatIsNotJoinedIsReportedTwice() {
		Task<?> child = this.engine.corral.launch("child", () -> {
			throw new IllegalStateException("planted");
		});
		Task<?> all = this.engine.corral.launch("all",
				() -> CompletableFuture.allOf(child.toCompletableFuture()).join());
		Task<?> applied = this.engine.corral.launch("applied",
				() -> child.toCompletableFuture().thenApply(String::valueOf).join());
		assertPanicked(child);
		assertPanicked(all);
		assertPanicked(applied);
		assertThat(this.engine.panics).extracting(Panic::name).containsExactlyInAnyOrder("child", "all", "applied");
	}

	private static void assertPanicked(Task<?> task) {
		Engine.until(() -> task.status().isSettled());
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
	}

}
