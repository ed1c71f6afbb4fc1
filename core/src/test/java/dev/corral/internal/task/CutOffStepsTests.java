package dev.corral.internal.task;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.Scope;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Steps that were cut off between two others, finally blocks included, as HotSpot does
 * with frames for whose objects there is no memory. Planted by taking the steps before
 * them alone; the watcher makes up for them.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutOffStepsTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND).withMaxLive(1));

	private final CorralParts parts = Parts.of(this.engine.corral);

	@AfterEach
	void close() {
		this.engine.close();
	}

	@Test
	void interruptThatADecisionAsksForIsRequested() throws Exception {
		SupervisedTask<?> task = running("waits");
		Outcome<?> outcome = new Outcome.Cancelled<>("planted", null);
		task.prepareInterrupt(outcome, true);
		assertThat(this.parts.decider().decide(task, outcome)).isTrue();
		assertThat(task.interruptedAt()).isZero();
		untilGone(task);
		assertThat(task.decided()).isSameAs(outcome);
	}

	@Test
	void taskThatIsCancelledWithoutAnInterruptGetsNone() throws Exception {
		CountDownLatch ends = new CountDownLatch(1);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("ends", ends::await);
		task.prepareInterrupt(new Outcome.Cancelled<>("another", null), true);
		task.cancel(false);
		for (int i = 0; i < 5; i++) {
			this.engine.time.advance(Engine.SECOND);
		}
		assertThat(task.interruptedAt()).isZero();
		ends.countDown();
		untilGone(task);
	}

	@Test
	void decisionThatNobodyWasToldOfIsPublished() throws Exception {
		SupervisedTask<?> task = running("waits");
		Outcome<?> outcome = new Outcome.Cancelled<>("planted", null);
		task.prepareInterrupt(outcome, true);
		task.tryDecide(outcome);
		untilGone(task);
		assertThat(this.engine.corral.counts().cancelled()).isEqualTo(1);
	}

	@Test
	void failureThatItsScopeWasNotToldOfEndsTheScope() throws Exception {
		Scope scope = (Scope) this.engine.corral.openScope("scope", ScopeConfig.failFast());
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running(scope.task("waits"),
				() -> new CountDownLatch(1).await());
		Outcome<?> outcome = new Outcome.TimedOut<>(Engine.SECOND);
		task.prepareInterrupt(outcome, true);
		task.tryDecide(outcome);
		untilGone(task);
		assertThat(scope.isCancelled()).isTrue();
		scope.close();
	}

	@Test
	void taskWhoseThreadHasDiedGivesEverythingBack() throws Exception {
		CountDownLatch ends = new CountDownLatch(1);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("dies", ends::await);
		Thread own = task.thread;
		task.thread = dead();
		untilGone(task);
		assertThat(task.decided()).isInstanceOf(Outcome.Panicked.class);
		SupervisedTask<?> next = running("next");
		next.cancel("seen");
		untilGone(next);
		task.thread = own;
		ends.countDown();
	}

	@Test
	void taskThatWasSettlingWhenItsThreadDiedIsGone() throws Exception {
		CountDownLatch ends = new CountDownLatch(1);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("dies", ends::await);
		task.thread = dead();
		this.parts.decider().decide(task, new Outcome.Success<>("planted"));
		assertThat(task.tryUnwind() && task.trySettleUnwound()).isTrue();
		untilGone(task);
		ends.countDown();
	}

	@Test
	void causeThatWasNotCarriedOutIs() throws Exception {
		Scope scope = (Scope) this.engine.corral.openScope("scope");
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running(scope.task("waits"),
				() -> new CountDownLatch(1).await());
		scope.tryEnd(Cause.cancelled("planted", this.engine.time.nanoTime()));
		untilGone(task);
		scope.close();
	}

	@Test
	void scopeWhoseDeadlineIsLostTimesOut() throws Exception {
		Scope scope = (Scope) this.engine.corral.openScope("scope", ScopeConfig.supervise().timeout(Engine.SECOND));
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running(scope.task("waits"),
				() -> new CountDownLatch(1).await());
		this.parts.deadlines().remove(scope);
		untilGone(task);
		assertThat(task.decided()).isInstanceOf(Outcome.TimedOut.class);
		scope.close();
	}

	private SupervisedTask<?> running(String name) throws InterruptedException {
		Task<?> task = this.engine.running(this.engine.corral.task(name).timeout(HOUR),
				() -> new CountDownLatch(1).await());
		return (SupervisedTask<?>) task;
	}

	private void untilGone(SupervisedTask<?> task) {
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return task.isGone();
		});
	}

	private static Thread dead() throws InterruptedException {
		Thread thread = Thread.ofPlatform().start(() -> {
		});
		thread.join();
		return thread;
	}

}
