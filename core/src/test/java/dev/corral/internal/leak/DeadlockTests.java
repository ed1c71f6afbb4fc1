package dev.corral.internal.leak;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.internal.platform.LockWait;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** Which tasks are called deadlocked: those on a cycle of locks in two looks in a row. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlockTests {

	private static final int JDK_THAT_DUMPS_MONITORS = 25;

	private static final String NO_MONITORS = "the thread dump of a JDK before 25 has no monitors";

	private static final String DUMP = "dev.corral.dumpThreads";

	private final DeadlockFixture fixture = new DeadlockFixture();

	private final FakeBackend time = this.fixture.time;

	private final Corral corral = this.fixture.corral;

	private final ReentrantLock one = new ReentrantLock();

	private final ReentrantLock two = new ReentrantLock();

	private final CyclicBarrier bothHold = new CyclicBarrier(2);

	@AfterEach
	void close() {
		System.clearProperty(DUMP);
		this.fixture.close();
	}

	@Test
	@EnabledForJreRange(minVersion = JDK_THAT_DUMPS_MONITORS, disabledReason = NO_MONITORS)
	void tasksOnEachOthersMonitorsAreDeadlockedAndOneThatWaitsForThemIsNot() throws Exception {
		System.setProperty(DUMP, "true");
		Object left = new Object();
		Object right = new Object();
		Task<?> first = this.corral.launch("first", () -> nested(left, right));
		Task<?> second = this.corral.launch("second", () -> nested(right, left));
		this.fixture.untilStateIs(first, Thread.State.BLOCKED);
		this.fixture.untilStateIs(second, Thread.State.BLOCKED);
		Task<?> third = this.corral.launch("third", () -> {
			synchronized (left) {
				assertThat(left).isNotNull();
			}
		});
		this.fixture.untilStateIs(third, Thread.State.BLOCKED);
		this.fixture.looks(4);
		LeakVerdict verdict = this.fixture.verdict(first);
		assertThat(verdict.reason()).isEqualTo(LeakReason.DEADLOCKED);
		assertThat(verdict.certain()).isTrue();
		assertThat(verdict.waitsFor()).startsWith("java.lang.Object@").endsWith(" held by task 2 \"second\"");
		assertThat(verdict.stack()).anyMatch((frame) -> frame.getMethodName().equals("nested"));
		assertThat(this.fixture.verdict(second).waitsFor()).endsWith(" held by task 1 \"first\"");
		assertThat(this.fixture.verdict(third).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(this.corral.monitor().leaks("first")).containsEntry(LeakReason.STUCK, new LeakCounts(0, 1, 1))
			.containsEntry(LeakReason.DEADLOCKED, new LeakCounts(1, 1, 0));
	}

	@Test
	@EnabledForJreRange(minVersion = JDK_THAT_DUMPS_MONITORS, disabledReason = NO_MONITORS)
	void aTaskMayBeOnACycleWithAThreadThatIsNone() throws Exception {
		System.setProperty(DUMP, "true");
		Object left = new Object();
		Object right = new Object();
		Thread other = Thread.ofVirtual().start(() -> nested(left, right));
		Task<?> task = this.corral.launch("task", () -> nested(right, left));
		this.fixture.untilStateIs(task, Thread.State.BLOCKED);
		Engine.until(() -> other.getState() == Thread.State.BLOCKED);
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.DEADLOCKED);
		assertThat(this.fixture.verdict(task).waitsFor()).endsWith(" held by thread " + other.threadId());
	}

	@Test
	void platformTasksOnEachOthersLocksAreDeadlockedUntilTheyEnd() throws Exception {
		Task<?> first = this.corral.task("first").onPlatformThread().launch(() -> nested(this.one, this.two));
		Task<?> second = this.corral.task("second").onPlatformThread().launch(() -> nested(this.two, this.one));
		Engine.until(() -> this.one.hasQueuedThreads() && this.two.hasQueuedThreads());
		this.fixture.untilStateIs(first, Thread.State.WAITING);
		this.fixture.untilStateIs(second, Thread.State.WAITING);
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(first).reason()).isEqualTo(LeakReason.DEADLOCKED);
		assertThat(this.fixture.verdict(first).waitsFor())
			.startsWith("java.util.concurrent.locks.ReentrantLock$NonfairSync@")
			.endsWith(" held by task 2 \"second\"");
		first.cancel("enough");
		assertThat(first.awaitSettled(DeadlockFixture.LOOK)).isTrue();
		assertThat(second.awaitSettled(DeadlockFixture.LOOK)).isTrue();
		assertThat(this.corral.monitor().leaks("second")).containsEntry(LeakReason.DEADLOCKED, new LeakCounts(0, 1, 1));
	}

	@Test
	void longRunningTaskOnACycleIsDeadlockedToo() throws Exception {
		Task<?> first = this.corral.task("first").onPlatformThread().launch(() -> nested(this.one, this.two));
		Task<?> second = this.corral.task("second")
			.onPlatformThread()
			.longRunning()
			.launch(() -> nested(this.two, this.one));
		Engine.until(() -> this.one.hasQueuedThreads() && this.two.hasQueuedThreads());
		this.fixture.untilStateIs(first, Thread.State.WAITING);
		this.fixture.untilStateIs(second, Thread.State.WAITING);
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(second).reason()).isEqualTo(LeakReason.DEADLOCKED);
		first.cancel("enough");
	}

	@Test
	void cycleSeenOnceIsNoVerdict() throws Exception {
		Task<?> task = this.fixture.stuck();
		long thread = this.fixture.thread(task);
		dumps(List.of(waits(thread, "Lock@1", 0), waits(thread, "Lock@2", 0)));
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleOfAThreadThatGotOnIsNoVerdict() throws Exception {
		Task<?> task = this.fixture.stuck();
		long thread = this.fixture.thread(task);
		dumps(List.of(waits(thread, "Lock@1", 7), waits(thread, "Lock@1", 8)));
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleMustShowInTwoLooksRunning() throws Exception {
		Task<?> task = this.fixture.stuck();
		long thread = this.fixture.thread(task);
		dumps(List.of(waits(thread, "Lock@1", 0), List.of(), waits(thread, "Lock@1", 0), List.of()));
		this.fixture.looks(8);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleSeenTwiceIsAVerdict() throws Exception {
		Task<?> task = this.fixture.stuck();
		List<LockWait> wait = waits(this.fixture.thread(task), "Lock@1\n", 0);
		dumps(List.of(wait, wait));
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(task).waitsFor()).isEqualTo("Lock@1\\n held by task 1 \"stuck\"");
	}

	private static List<LockWait> waits(long thread, String lock, long progress) {
		return List.of(new LockWait(thread, lock, thread, progress));
	}

	// One after the other, then nothing
	private void dumps(List<List<LockWait>> waits) {
		Queue<List<LockWait>> queue = new ConcurrentLinkedQueue<>(waits);
		this.time.lockWaits(() -> Objects.requireNonNullElse(queue.poll(), List.of()));
	}

	private void nested(Object outer, Object inner) {
		synchronized (outer) {
			meet();
			synchronized (inner) {
				assertThat(outer).isNotNull();
			}
		}
	}

	private void nested(ReentrantLock outer, ReentrantLock inner) throws InterruptedException {
		outer.lockInterruptibly();
		try {
			meet();
			inner.lockInterruptibly();
			inner.unlock();
		}
		finally {
			outer.unlock();
		}
	}

	private void meet() {
		try {
			this.bothHold.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
