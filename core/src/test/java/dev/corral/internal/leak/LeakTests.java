package dev.corral.internal.leak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskSettings;
import dev.corral.event.TaskEvent;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.testing.Engine;
import dev.corral.testing.Gate;
import dev.corral.internal.simulation.Simulation;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeakTests {

	private static final Duration LEAK_AFTER = Duration.ofMinutes(10);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final Duration LOOK = Duration.ofSeconds(10);

	private final AtomicBoolean spinning = new AtomicBoolean(true);

	private final Engine engine = new Engine((config) -> config.withTaskSettings(Map.of("declared",
			TaskSettings.none().withLongRunning(true), "hasty", TaskSettings.none().withLeakAfter(LOOK))));

	@AfterEach
	void nothingIsLeft() {
		this.spinning.set(false);
		this.engine.close();
	}

	@Test
	void overdueWhenAliveAfterTheGrace() throws Exception {
		Task<?> task = this.engine.running("deaf", this.engine::hold);
		task.cancel("enough");
		this.engine.time.advance(GRACE.minusNanos(1));
		assertThat(verdict(task)).isNull();
		this.engine.time.advance(Duration.ofNanos(1));
		LeakVerdict verdict = verdict(task);
		assertThat(verdict).isNotNull();
		assertThat(verdict.reason()).isEqualTo(LeakReason.OVERDUE);
		assertThat(verdict.certain()).isTrue();
		assertThat(verdict.stack()).anySatisfy((frame) -> assertThat(frame.getMethodName()).isEqualTo("hold"));
		assertThat(this.engine.corral.counts().leaked()).isEqualTo(1);
	}

	@Test
	void overdueAlsoAfterATimeout() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("deaf").timeout(Engine.SECOND), this.engine::hold);
		this.engine.time.advance(Engine.SECOND.plus(GRACE));
		assertThat(reason(task)).isEqualTo(LeakReason.OVERDUE);
	}

	@Test
	void overdueEndsWithTheTaskAndBothAreReported() throws Exception {
		Task<?> task = this.engine.running("deaf", this.engine::hold);
		task.cancel("enough");
		this.engine.time.advance(GRACE);
		this.engine.release.countDown();
		task.awaitSettled(GRACE);
		this.engine.assertNothingIsLeft();
		this.engine.time.awaitQuiet();
		assertThat(this.engine.corral.monitor().leaks("deaf")).containsEntry(LeakReason.OVERDUE,
				new LeakCounts(0, 1, 1));
		RecentLeak over = this.engine.corral.monitor().recentLeaks().get(0);
		assertThat(over.endedAt()).isNotNull();
		assertThat(this.engine.events).filteredOn((event) -> event instanceof TaskEvent.LeakFound).hasSize(1);
		assertThat(this.engine.events).contains(new TaskEvent.LeakEnded(over));
	}

	@Test
	void cancelWithoutInterruptIsNeverOverdue() throws Exception {
		Task<?> task = this.engine.running("left alone", this.engine::hold);
		task.cancel(false);
		this.engine.time.advance(GRACE.multipliedBy(3));
		assertThat(verdict(task)).isNull();
	}

	@Test
	void politeTaskIsNeverOverdue() throws Exception {
		Task<?> task = this.engine.running("polite", () -> new CountDownLatch(1).await());
		task.cancel("enough");
		task.awaitSettled(GRACE);
		this.engine.time.advance(GRACE);
		assertThat(this.engine.corral.monitor().recentLeaks()).isEmpty();
	}

	@Test
	void taskWaitingInOurCloseIsNotOverdueWhileItsChildLives() throws Exception {
		Task<?> parent = this.engine.running("parent", () -> {
			try (CancellationScope scope = this.engine.corral.openScope("own")) {
				this.engine.running(scope.task("child"), this.engine::hold);
			}
		});
		this.engine.untilStateIs(parent, Thread.State.WAITING);
		parent.cancel("enough");
		this.engine.time.advance(GRACE.minusNanos(1));
		assertThat(verdict(parent)).isNull();
	}

	@Test
	void taskWhoseInterruptHasNotBegunIsNotOverdueForThat() throws Exception {
		this.engine.time.faults().failDaemons("corral-interrupts"::equals);
		Task<?> task = this.engine.running(this.engine.corral.task("polite").timeout(Engine.SECOND),
				() -> new CountDownLatch(1).await());
		this.engine.time.advance(Engine.SECOND.plus(GRACE.multipliedBy(4)));
		assertThat(task.isDone()).isTrue();
		assertThat(verdict(task)).isNull();
		this.engine.time.faults().failDaemons((name) -> false);
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return ((SupervisedTask<?>) task).isGone();
		});
	}

	@Test
	void taskThatWaitsInOurCloseIsNoRunaway() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			Corral corral = DefaultCorral.create(CorralConfig.defaults()
				.withShutdownTimeout(Duration.ZERO)
				.withLeakAfter(Duration.ofSeconds(1))
				.withCheckInterval(Duration.ofSeconds(1)), simulation);
			Gate gate = new Gate(simulation);
			Task<?> parent = corral.launch("parent", () -> {
				try (CancellationScope scope = corral.openScope("scope")) {
					scope.launch("deaf", gate::awaitWhateverComes);
					simulation.sleep(Duration.ofMillis(1));
				}
			});
			assertThat(parent.awaitSettled(Duration.ofMinutes(1))).isTrue();
			assertThat(corral.monitor().leaks("parent").values()).allMatch((leaks) -> leaks.found() == 0);
			gate.open();
			corral.close();
		});
	}

	@Test
	void stuckAfterTwoLooksAtTheSameFrames() throws Exception {
		Task<?> task = this.engine.running("forgotten", () -> new CountDownLatch(1).await());
		this.engine.untilStateIs(task, Thread.State.WAITING);
		this.engine.time.advance(LEAK_AFTER);
		assertThat(verdict(task)).isNull();
		this.engine.time.advance(LOOK);
		LeakVerdict verdict = verdict(task);
		assertThat(verdict).isNotNull();
		assertThat(verdict.reason()).isEqualTo(LeakReason.STUCK);
		assertThat(verdict.certain()).isFalse();
		assertThat(this.engine.corral.monitor().count(TaskFilter.all().withLeaked(true))).isEqualTo(1);
	}

	@Test
	void stuckEndsWhenTheTaskMovesOn() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		Task<?> task = this.engine.running("slow", () -> {
			first.await();
			elsewhere();
		});
		this.engine.untilStateIs(task, Thread.State.WAITING);
		this.engine.time.advance(LEAK_AFTER.plus(LOOK));
		assertThat(reason(task)).isEqualTo(LeakReason.STUCK);
		first.countDown();
		Engine.until(() -> this.engine.corral.monitor()
			.find(task.id())
			.map((seen) -> seen.stack().stream().anyMatch((frame) -> frame.getMethodName().equals("elsewhere")))
			.orElse(false));
		this.engine.untilStateIs(task, Thread.State.WAITING);
		this.engine.time.advance(LOOK);
		assertThat(verdict(task)).isNull();
		assertThat(this.engine.corral.monitor().leaks("slow")).containsEntry(LeakReason.STUCK, new LeakCounts(0, 1, 1));
		this.engine.time.advance(LOOK);
		assertThat(reason(task)).isEqualTo(LeakReason.STUCK);
		assertThat(this.engine.corral.monitor().leaks("slow")).containsEntry(LeakReason.STUCK, new LeakCounts(1, 1, 1));
	}

	@Test
	void runawayWhenNeverSeenWaiting() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("loop").onPlatformThread(), this::spin);
		this.engine.time.advance(LEAK_AFTER.plus(LOOK));
		assertThat(reason(task)).isEqualTo(LeakReason.RUNAWAY);
		this.spinning.set(false);
		task.awaitSettled(GRACE);
		this.engine.assertNothingIsLeft();
		assertThat(this.engine.corral.monitor().leaks("loop")).containsEntry(LeakReason.RUNAWAY,
				new LeakCounts(0, 1, 1));
	}

	@Test
	void suspicionIsPromotedToOverdueAndNeverBack() throws Exception {
		Task<?> task = this.engine.running("deaf", this.engine::hold);
		this.engine.untilStateIs(task, Thread.State.WAITING);
		this.engine.time.advance(LEAK_AFTER.plus(LOOK));
		assertThat(reason(task)).isEqualTo(LeakReason.STUCK);
		task.cancel("enough");
		this.engine.untilStateIs(task, Thread.State.WAITING);
		this.engine.time.advance(LOOK.multipliedBy(3));
		assertThat(reason(task)).isEqualTo(LeakReason.OVERDUE);
		assertThat(this.engine.corral.monitor().leaks("deaf")).containsEntry(LeakReason.STUCK, new LeakCounts(0, 1, 1))
			.containsEntry(LeakReason.OVERDUE, new LeakCounts(1, 1, 0));
	}

	@Test
	void longRunningTasksAreExemptFromSuspicion() throws Exception {
		Task<?> said = this.engine.running(this.engine.corral.task("consumer").longRunning(), this.engine::hold);
		Task<?> declared = this.engine.running("declared", this.engine::hold);
		this.engine.time.advance(LEAK_AFTER.multipliedBy(2));
		assertThat(verdict(said)).isNull();
		assertThat(verdict(declared)).isNull();
	}

	@Test
	void leakAfterOfTheTaskBeatsTheDefaultAndThatOfTheConfigurationBeatsTheCode() throws Exception {
		Task<?> brief = this.engine.running(this.engine.corral.task("brief").leakAfter(LOOK), this.engine::hold);
		Task<?> hasty = this.engine.running(this.engine.corral.task("hasty").leakAfter(LEAK_AFTER), this.engine::hold);
		Task<?> other = this.engine.running("other task", this.engine::hold);
		for (Task<?> task : List.of(brief, hasty, other)) {
			this.engine.untilStateIs(task, Thread.State.WAITING);
		}
		this.engine.time.advance(LOOK.multipliedBy(2));
		assertThat(reason(brief)).isEqualTo(LeakReason.STUCK);
		assertThat(reason(hasty)).isEqualTo(LeakReason.STUCK);
		assertThat(verdict(other)).isNull();
	}

	@Test
	void recentLeaksAreBoundedAndNewestFirst() throws Exception {
		try (Engine own = new Engine((config) -> config.withRecent(2))) {
			for (String name : List.of("one", "two", "three")) {
				own.running(name, own::hold).cancel("enough");
				own.time.advance(Engine.SECOND);
			}
			own.time.advance(GRACE);
			assertThat(own.corral.monitor().recentLeaks()).extracting(RecentLeak::name).containsExactly("three", "two");
		}
	}

	private void elsewhere() throws InterruptedException {
		this.engine.release.await();
	}

	private void spin() {
		while (this.spinning.get()) {
			Thread.onSpinWait();
		}
	}

	private @Nullable LeakVerdict verdict(Task<?> task) {
		return this.engine.corral.monitor().find(task.id()).map(TaskSnapshot::leak).orElse(null);
	}

	private @Nullable LeakReason reason(Task<?> task) {
		LeakVerdict verdict = verdict(task);
		return (verdict != null) ? verdict.reason() : null;
	}

}
