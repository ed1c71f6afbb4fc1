package dev.corral;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import ch.qos.logback.classic.Level;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;

import dev.corral.snapshot.LeakCounts;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.TaskSnapshot;
import dev.corral.time.LockWait;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlockTests {

	private static final Duration LOOK = Duration.ofSeconds(10);

	private static final int JDK_THAT_DUMPS_MONITORS = 25;

	private final FakeBackend time = new FakeBackend();

	private final Corral corral = Corral.create(CorralConfig.defaults()
		.withShutdownTimeout(Duration.ZERO)
		.withCancelGrace(Duration.ZERO)
		.withLeakAfter(LOOK), this.time);

	private final ReentrantLock one = new ReentrantLock();

	private final ReentrantLock two = new ReentrantLock();

	private final CyclicBarrier bothHold = new CyclicBarrier(2);

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	@EnabledForJreRange(minVersion = JDK_THAT_DUMPS_MONITORS)
	void tasksOnEachOthersMonitorsAreDeadlockedAndOneThatWaitsForThemIsNot() throws Exception {
		Object left = new Object();
		Object right = new Object();
		Task<?> first = this.corral.launch("first", () -> nested(left, right));
		Task<?> second = this.corral.launch("second", () -> nested(right, left));
		untilStateIs(first, Thread.State.BLOCKED);
		untilStateIs(second, Thread.State.BLOCKED);
		Task<?> third = this.corral.launch("third", () -> {
			synchronized (left) {
				assertThat(left).isNotNull();
			}
		});
		untilStateIs(third, Thread.State.BLOCKED);
		looks(4);
		LeakVerdict verdict = verdict(first);
		assertThat(verdict.reason()).isEqualTo(LeakReason.DEADLOCKED);
		assertThat(verdict.certain()).isTrue();
		assertThat(verdict.waitsFor()).startsWith("java.lang.Object@").endsWith(" held by task 2 \"second\"");
		assertThat(verdict.stack()).anyMatch((frame) -> frame.getMethodName().equals("nested"));
		assertThat(verdict(second).waitsFor()).endsWith(" held by task 1 \"first\"");
		assertThat(verdict(third).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(this.corral.leaks("first")).containsEntry(LeakReason.STUCK, new LeakCounts(0, 1, 1))
			.containsEntry(LeakReason.DEADLOCKED, new LeakCounts(1, 1, 0));
	}

	@Test
	@EnabledForJreRange(minVersion = JDK_THAT_DUMPS_MONITORS)
	void aTaskMayBeOnACycleWithAThreadThatIsNone() throws Exception {
		Object left = new Object();
		Object right = new Object();
		Thread other = Thread.ofVirtual().start(() -> nested(left, right));
		Task<?> task = this.corral.launch("task", () -> nested(right, left));
		untilStateIs(task, Thread.State.BLOCKED);
		Engine.until(() -> other.getState() == Thread.State.BLOCKED);
		looks(4);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.DEADLOCKED);
		assertThat(verdict(task).waitsFor()).endsWith(" held by thread " + other.threadId());
	}

	@Test
	void platformTasksOnEachOthersLocksAreDeadlockedUntilTheyEnd() throws Exception {
		Task<?> first = this.corral.task("first").onPlatformThread().launch(() -> nested(this.one, this.two));
		Task<?> second = this.corral.task("second").onPlatformThread().launch(() -> nested(this.two, this.one));
		Engine.until(() -> this.one.hasQueuedThreads() && this.two.hasQueuedThreads());
		untilStateIs(first, Thread.State.WAITING);
		untilStateIs(second, Thread.State.WAITING);
		looks(4);
		assertThat(verdict(first).reason()).isEqualTo(LeakReason.DEADLOCKED);
		assertThat(verdict(first).waitsFor()).startsWith("java.util.concurrent.locks.ReentrantLock$NonfairSync@")
			.endsWith(" held by task 2 \"second\"");
		first.cancel("enough");
		assertThat(first.awaitSettled(LOOK)).isTrue();
		assertThat(second.awaitSettled(LOOK)).isTrue();
		assertThat(this.corral.leaks("second")).containsEntry(LeakReason.DEADLOCKED, new LeakCounts(0, 1, 1));
	}

	@Test
	void longRunningTaskOnACycleIsDeadlockedToo() throws Exception {
		Task<?> first = this.corral.task("first").onPlatformThread().launch(() -> nested(this.one, this.two));
		Task<?> second = this.corral.task("second")
			.onPlatformThread()
			.longRunning()
			.launch(() -> nested(this.two, this.one));
		Engine.until(() -> this.one.hasQueuedThreads() && this.two.hasQueuedThreads());
		untilStateIs(first, Thread.State.WAITING);
		untilStateIs(second, Thread.State.WAITING);
		looks(4);
		assertThat(verdict(second).reason()).isEqualTo(LeakReason.DEADLOCKED);
		first.cancel("enough");
	}

	@Test
	void cycleSeenOnceIsNoVerdict() throws Exception {
		List<List<LockWait>> dumps = new ArrayList<>();
		Task<?> task = stuck();
		dumps.add(List.of(new LockWait(thread(task), "Lock@1", thread(task))));
		dumps.add(List.of(new LockWait(thread(task), "Lock@2", thread(task))));
		this.time.locks = () -> dumps.isEmpty() ? List.of() : dumps.remove(0);
		looks(8);
		assertThat(dumps).isEmpty();
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleSeenTwiceIsAVerdict() throws Exception {
		Task<?> task = stuck();
		LockWait wait = new LockWait(thread(task), "Lock@1", thread(task));
		this.time.locks = () -> List.of(wait);
		looks(4);
		assertThat(verdict(task).waitsFor()).isEqualTo("Lock@1 held by task 1 \"stuck\"");
	}

	@Test
	void threadsAreDumpedEverMoreSeldomWhileATaskStaysStuckAndAgainForTheNext() throws Exception {
		AtomicInteger dumps = countedDumps();
		looks(10);
		assertThat(dumps).hasValue(0);
		stuck();
		looks(2);
		int soon = dumps.get();
		looks(130);
		assertThat(dumps.get() - soon).isBetween(2, 10);
		int before = dumps.get();
		stuck();
		looks(3);
		assertThat(dumps.get()).isGreaterThan(before);
	}

	@Test
	void nobodyIsDumpedForALatchOrASemaphore() throws Exception {
		AtomicInteger dumps = countedDumps();
		Task<?> task = this.corral.launch("latch", () -> new CountDownLatch(1).await());
		untilStateIs(task, Thread.State.WAITING);
		looks(10);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(verdict(task).waitsFor()).isEqualTo("java.util.concurrent.CountDownLatch$Sync");
		assertThat(dumps).hasValue(0);
	}

	@Test
	void dumpThatFailsIsToldOnceAndNotTriedAgain() throws Exception {
		AtomicInteger dumps = new AtomicInteger();
		this.time.locks = () -> {
			dumps.incrementAndGet();
			throw new IOException("disk is full");
		};
		try (LogOfCorral log = new LogOfCorral()) {
			stuck();
			looks(20);
			this.time.awaitQuiet();
			Engine.until(() -> log.messages(Level.WARN).stream().anyMatch((line) -> line.startsWith("Deadlocks")));
			assertThat(log.messages(Level.WARN)).filteredOn((line) -> line.startsWith("Deadlocks")).hasSize(1);
		}
		assertThat(dumps).hasValue(1);
	}

	@Test
	void nothingIsDumpedWithVeryManyTasks() throws Exception {
		AtomicInteger dumps = countedDumps();
		this.corral.limits(Limits.unchanged().withMaxLive(Deadlocks.MAX_LIVE + 10));
		CountDownLatch release = new CountDownLatch(1);
		for (int i = 0; i <= Deadlocks.MAX_LIVE; i++) {
			this.corral.task("many").longRunning().launch(release::await);
		}
		Task<?> task = stuck();
		looks(10);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(dumps).hasValue(0);
		release.countDown();
	}

	private AtomicInteger countedDumps() {
		AtomicInteger dumps = new AtomicInteger();
		this.time.locks = () -> {
			dumps.incrementAndGet();
			return List.of();
		};
		return dumps;
	}

	// Waits for a lock that the test holds
	@CanIgnoreReturnValue
	private Task<?> stuck() {
		ReentrantLock lock = new ReentrantLock();
		lock.lock();
		Task<?> task = this.corral.launch("stuck", lock::lockInterruptibly);
		untilStateIs(task, Thread.State.WAITING);
		return task;
	}

	private void looks(int count) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			this.time.advance(LOOK);
		}
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

	private void untilStateIs(Task<?> task, Thread.State state) {
		Engine.until(() -> this.corral.find(task.id())
			.map((seen) -> seen.thread() != null && seen.thread().state() == state)
			.orElse(false));
	}

	private long thread(Task<?> task) {
		return this.corral.find(task.id()).map(TaskSnapshot::thread).orElseThrow().id();
	}

	private LeakVerdict verdict(Task<?> task) {
		@Nullable LeakVerdict verdict = this.corral.find(task.id()).orElseThrow().leak();
		assertThat(verdict).isNotNull();
		return Objects.requireNonNull(verdict);
	}

}
