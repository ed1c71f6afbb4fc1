package dev.corral.internal.task;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Outcome;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.leak.Leaks;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.Scopes;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;
import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Steps that an exhausted heap has kept from being taken, planted by taking the ones
 * before them alone.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnfinishedStepsTests {

	private final Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND));

	@AfterEach
	void close() {
		this.engine.close();
	}

	@Test
	void closeCarriesOutACauseThatNobodyHas() throws Exception {
		Scope scope = (Scope) this.engine.corral.openScope("scope");
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running(scope.task("waits"),
				() -> new CountDownLatch(1).await());
		assertThat(scope.tryEnd(Cause.cancelled("planted", this.engine.time.nanoTime()))).isTrue();
		Thread closer = Thread.ofPlatform().daemon().start(scope::close);
		Engine.until(task::isGone);
		closer.join();
		assertThat(task.decided()).isInstanceOf(Outcome.Cancelled.class);
		this.engine.assertNothingIsLeft();
	}

	@Test
	void scopeThatIsOverAndStillListedIsRemoved() throws Exception {
		Scope scope = (Scope) this.engine.corral.openScope("scope");
		scope.close();
		Parts.of(this.engine.corral).scopes().add(scope);
		assertThat(this.engine.corral.monitor().openScopes()).isEqualTo(1);
		this.engine.time.advance(Duration.ofSeconds(2));
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void scopeThatIsOverAndStillListedDelaysNoClose() {
		Scope scope = (Scope) this.engine.corral.openScope("scope");
		scope.close();
		Parts.of(this.engine.corral).scopes().add(scope);
		this.engine.corral.close();
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	// By somebody who has no time to wake it, or who wakes a thread that has left
	@Test
	void taskThatNobodyWakesEndsWhenItsOutcomeIsCounted() throws Exception {
		CountDownLatch ends = new CountDownLatch(1);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("ends", ends::await);
		task.tryDecide(new Outcome.Cancelled<>("planted", null));
		ends.countDown();
		Engine.until(() -> task.phase() == TaskState.UNWOUND);
		task.markPublished();
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return task.isGone();
		});
	}

	@Test
	void closedLauncherHoldsNoScope() throws Exception {
		Scope scope = (Scope) this.engine.corral.openScope("scope");
		this.engine.running(scope.task("waits"), () -> new CountDownLatch(1).await());
		this.engine.corral.close();
		assertThat(Parts.of(this.engine.corral).scopes().hasUnfinished()).isFalse();
		scope.close();
	}

	@Test
	void scopeThatIsPutOffTwiceLosesNoOther() throws Exception {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		List<Scope> scopes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Scope scope = (Scope) this.engine.corral.openScope("scope");
			tasks
				.add((SupervisedTask<?>) this.engine.running(scope.task("waits"), () -> new CountDownLatch(1).await()));
			scope.tryEnd(Cause.cancelled("planted", this.engine.time.nanoTime()));
			scopes.add(scope);
		}
		Scopes open = Parts.of(this.engine.corral).scopes();
		scopes.forEach(open::finishLater);
		open.finishLater(scopes.get(1));
		this.engine.time.advance(Engine.SECOND);
		for (SupervisedTask<?> task : tasks) {
			Engine.until(task::isGone);
		}
		assertThat(open.hasUnfinished()).isFalse();
		scopes.forEach(Scope::close);
	}

	@Test
	void verdictEndsWithItsTaskAndIsReportedWhenThereIsMemory() throws Exception {
		List<TaskEvent> events = new CopyOnWriteArrayList<>();
		AtomicBoolean exhausted = new AtomicBoolean();
		Listeners listeners = new Listeners(List.of(events::add), Parts.of(this.engine.corral).callbacks(),
				Parts.of(this.engine.corral).failureLines());
		Leaks leaks = new Leaks(new DelegatingBackend() {
			@Override
			public Instant now() {
				if (exhausted.get()) {
					throw new OutOfMemoryError("planted");
				}
				return super.now();
			}
		}, listeners, 10);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("waits", this.engine::hold);
		leaks.found(task, LeakReason.STUCK, LeakEvidence.NONE);
		exhausted.set(true);
		leaks.settled(task, task.leakState());
		assertThat(task.verdict()).isNull();
		assertThat(task.counters.stats.leaked()).isZero();
		assertThat(leaks.recent()).extracting(RecentLeak::endedAt).containsExactly((Instant) null);
		exhausted.set(false);
		leaks.reportPostponed();
		assertThat(leaks.recent()).extracting(RecentLeak::endedAt).doesNotContainNull();
		Engine.until(() -> events.stream().anyMatch(TaskEvent.LeakEnded.class::isInstance));
		this.engine.release.countDown();
	}

}
