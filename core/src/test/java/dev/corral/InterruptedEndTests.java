package dev.corral;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.event.TaskEvent;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.Scope;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogLevels;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies that end because their task or their scope was ended, and how quiet that is. The
 * rules are in {@code FailureKindTests}.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedEndTests {

	private final LogLevels levels = new LogLevels(Level.DEBUG);

	private final LogOfCorral log = new LogOfCorral();

	private final Engine engine = new Engine();

	private final CountDownLatch never = new CountDownLatch(1);

	private final CountDownLatch inside = new CountDownLatch(1);

	@BeforeEach
	void nothingIsCounted() {
		assertThat(this.engine.corral.counts().panicked()).isZero();
	}

	@AfterEach
	void close() {
		this.engine.close();
		this.log.close();
		this.levels.close();
	}

	@Test
	void timedOutTaskThatJoinsAScopeOfItsOwnEndsQuietly() throws Exception {
		Task<?> task = this.engine.corral.task("joins").timeout(Engine.SECOND).launch(() -> {
			try (CancellationScope scope = this.engine.corral.openScope("own")) {
				scope.launch("child", this::waitInside);
				scope.join();
			}
		});
		this.inside.await();
		this.engine.time.advance(Engine.SECOND);
		assertEnd(task, TaskStatus.TIMED_OUT);
		assertQuiet();
	}

	@Test
	void taskThatJoinsASiblingWhenTheirScopeIsCancelledIsCancelled() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> child = scope.launch("child", this::waitInside);
			Task<?> task = this.engine.running(scope.task("joins"), child::join);
			this.inside.await();
			scope.cancel("enough");
			assertEnd(task, TaskStatus.CANCELLED);
		}
		assertQuiet();
	}

	@Test
	void taskThatJoinsASiblingWhenTheirScopeIsOutOfTimeTimesOut() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope",
				ScopeConfig.failFast().timeout(Engine.SECOND))) {
			Task<?> child = scope.launch("child", this::waitInside);
			Task<?> task = this.engine.running(scope.task("joins"), child::join);
			this.inside.await();
			this.engine.time.advance(Engine.SECOND);
			assertEnd(task, TaskStatus.TIMED_OUT);
		}
		assertQuiet();
	}

	// Between the cause of its scope and its own outcome
	@Test
	void taskWhoseScopeHasItsCauseGetsThatWhenItEndsQuietly() throws Exception {
		Scenario scenario = new Scenario(() -> {
			throw new InterruptedException("planted");
		});
		scenario.end();
		assertEnd(scenario.task, TaskStatus.CANCELLED);
		assertQuiet();
		scenario.scope.close();
	}

	@Test
	void taskWhoseScopeHasItsCausePanicsForAReasonOfItsOwn() throws Exception {
		Scenario scenario = new Scenario(() -> {
			throw new IllegalStateException("planted");
		});
		scenario.end();
		assertEnd(scenario.task, TaskStatus.PANICKED);
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
		scenario.scope.close();
	}

	@Test
	void socketThatTheInterruptClosesEndsQuietly() throws Exception {
		try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Task<?> task = this.engine.corral.launch("reads", () -> {
				try (Socket socket = new Socket(mute.getInetAddress(), mute.getLocalPort())) {
					this.inside.countDown();
					socket.getInputStream().read();
				}
			});
			this.inside.await();
			task.cancel("enough");
			assertEnd(task, TaskStatus.CANCELLED);
		}
		assertQuiet();
	}

	@Test
	void flagThatTheBodyHasRestoredIsBelievedInALineThatTellsWhatWasThrown() throws Exception {
		Task<?> task = this.engine.running("restores", () -> {
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("planted");
			}
		});
		task.cancel("enough");
		assertEnd(task, TaskStatus.CANCELLED);
		assertQuiet();
		assertThat(this.log.messages(Level.INFO)).filteredOn((line) -> line.contains("flag"))
			.singleElement()
			.asString()
			.contains("\"restores\"", "IllegalStateException: planted at ", "InterruptedEndTests");
	}

	@Test
	void mistakeAfterTheOutcomeIsALatePanic() throws Exception {
		Task<?> task = this.engine.running("spins", () -> {
			while (!Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
			throw new NullPointerException("planted");
		});
		task.cancel("enough");
		assertEnd(task, TaskStatus.CANCELLED);
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
		assertThat(this.engine.panics).singleElement().extracting(Panic::late).isEqualTo(true);
	}

	@Test
	void failurePropagatedThroughJoinsIsReportedOnce() throws Exception {
		Task<?> child = this.engine.corral.launch("fails", () -> {
			throw new IllegalStateException("planted");
		});
		Task<?> first = this.engine.corral.launch("first", child::join);
		Task<?> second = this.engine.corral.launch("second", () -> {
			try {
				first.get();
			}
			catch (Exception ex) {
				throw new IllegalArgumentException("wrapped", ex);
			}
		});
		Task<?> third = this.engine.corral.launch("third", () -> second.toCompletableFuture().join());
		for (Task<?> task : new Task<?>[] { child, first, second, third }) {
			assertEnd(task, TaskStatus.PANICKED);
		}
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
		assertThat(this.engine.panics).singleElement().extracting((panic) -> panic.name()).isEqualTo("fails");
		assertThat(this.log.messages(Level.ERROR)).singleElement().asString().contains("\"fails\" panicked");
		assertThat(this.log.messages(Level.DEBUG)).filteredOn((line) -> line.contains("propagated the failure of"))
			.hasSize(3)
			.anyMatch(
					(line) -> line.contains("\"third\" propagated the failure of task " + second.id() + " \"second\""));
	}

	@Test
	void failurePropagatedFromAScopeIsReportedOnce() throws Exception {
		Task<?> task = this.engine.corral.launch("parent", () -> {
			try (CancellationScope scope = this.engine.corral.openScope("scope")) {
				scope.launch("fails", () -> {
					throw new IllegalStateException("planted");
				});
				scope.join();
			}
		});
		assertEnd(task, TaskStatus.PANICKED);
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
		assertThat(this.log.messages(Level.ERROR)).hasSize(1);
	}

	@Test
	void propagatedFailureIsSeenByScopeJoinerRestartAndOwnHandler() throws Exception {
		CountDownLatch handled = new CountDownLatch(2);
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> task = scope.task("propagates")
				.restart(RestartPolicy.onPanic(1, Duration.ofDays(10_000)))
				.recoverWith((panic) -> handled.countDown())
				.launch(() -> {
					Task<?> child = this.engine.corral.launch("fails", () -> {
						throw new IllegalStateException("planted");
					});
					child.join();
				});
			Engine.until(() -> {
				this.engine.time.advanceWithoutWaiting(Engine.SECOND);
				return task.status() == TaskStatus.PANICKED;
			});
			handled.await();
			assertThat(scope.cause()).get().isInstanceOf(CompletionException.class);
			assertThat(task.outcome()).get().isInstanceOf(Outcome.Panicked.class);
		}
		assertThat(this.log.messages(Level.ERROR))
			.filteredOn((line) -> line.contains("\"propagates\" gave up after 1 restart"))
			.hasSize(1);
		assertThat(this.engine.corral.monitor().counts("propagates").panicked()).isZero();
		assertThat(this.engine.corral.monitor().counts("propagates").restarted()).isZero();
		assertThat(this.engine.corral.monitor().counts("propagates").gaveUp()).isEqualTo(1);
		assertThat(this.engine.events).filteredOn(TaskEvent.Restarting.class::isInstance).hasSize(1);
		assertThat(this.engine.corral.monitor().counts("fails").panicked()).isEqualTo(2);
	}

	@Test
	void taskThatGivesUpOnAPropagatedFailureSaysThatItsPredicateAllowsNoMore() throws Exception {
		Task<?> task = this.engine.corral.task("propagates")
			.restart(RestartPolicy.onPanic(1, Duration.ofDays(1)).retryIf((failure) -> false))
			.launch(() -> this.engine.corral.launch("fails", () -> {
				throw new IllegalStateException("planted");
			}).join());
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(this.log.messages(Level.ERROR))
			.filteredOn((line) -> line.contains("\"propagates\" gave up after 0 "))
			.singleElement()
			.asString()
			.contains(" because retryIf allows no more: its last attempt propagated the failure of ");
	}

	@Test
	void failureThatTheBodyHandlesLeavesItAlone() throws Exception {
		Task<?> child = this.engine.corral.launch("fails", () -> {
			throw new IllegalStateException("planted");
		});
		Task<?> task = this.engine.corral.launch("handles", () -> {
			try {
				child.join();
			}
			catch (CompletionException ex) {
				throw new IllegalArgumentException("its own");
			}
		});
		assertEnd(task, TaskStatus.PANICKED);
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(2);
	}

	private void waitInside() throws InterruptedException {
		this.inside.countDown();
		this.never.await();
	}

	private static void assertEnd(Task<?> task, TaskStatus end) throws InterruptedException {
		Engine.until(() -> task.status().isSettled());
		assertThat(task.status()).isEqualTo(end);
	}

	private void assertQuiet() {
		assertThat(this.engine.corral.counts().panicked()).isZero();
		assertThat(this.engine.panics).isEmpty();
		assertThat(this.log.events(Level.ERROR)).isEmpty();
	}

	/** A task that throws after its scope has its cause and before it has its outcome. */
	private final class Scenario {

		private final CountDownLatch go = new CountDownLatch(1);

		private final Scope scope = (Scope) InterruptedEndTests.this.engine.corral.openScope("scope");

		private final Task<?> task;

		private Scenario(TaskBody body) throws InterruptedException {
			this.task = InterruptedEndTests.this.engine.running(this.scope.task("throws"), () -> {
				this.go.await();
				body.run();
			});
		}

		private void end() {
			this.scope.tryEnd(Cause.cancelled("planted", InterruptedEndTests.this.engine.time.nanoTime()));
			this.go.countDown();
		}

	}

}
