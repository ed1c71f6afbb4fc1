package dev.corral.internal.leak;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
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

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Limits;
import dev.corral.Task;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.platform.LockWait;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.testing.Engine;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlockTests {

	private static final Duration LOOK = Duration.ofSeconds(10);

	private static final int JDK_THAT_DUMPS_MONITORS = 25;

	private static final String DUMP = "dev.corral.dumpThreads";

	private final FakeBackend time = new FakeBackend();

	private final Corral corral = DefaultCorral.create(CorralConfig.defaults()
		.withShutdownTimeout(Duration.ZERO)
		.withCancelGrace(Duration.ZERO)
		.withLeakAfter(LOOK), this.time);

	private final ReentrantLock one = new ReentrantLock();

	private final ReentrantLock two = new ReentrantLock();

	private final CyclicBarrier bothHold = new CyclicBarrier(2);

	@AfterEach
	void close() {
		System.clearProperty(DUMP);
		this.corral.close();
	}

	@Test
	@EnabledForJreRange(minVersion = JDK_THAT_DUMPS_MONITORS)
	void tasksOnEachOthersMonitorsAreDeadlockedAndOneThatWaitsForThemIsNot() throws Exception {
		System.setProperty(DUMP, "true");
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
		assertThat(this.corral.monitor().leaks("first")).containsEntry(LeakReason.STUCK, new LeakCounts(0, 1, 1))
			.containsEntry(LeakReason.DEADLOCKED, new LeakCounts(1, 1, 0));
	}

	@Test
	@EnabledForJreRange(minVersion = JDK_THAT_DUMPS_MONITORS)
	void aTaskMayBeOnACycleWithAThreadThatIsNone() throws Exception {
		System.setProperty(DUMP, "true");
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
		untilStateIs(first, Thread.State.WAITING);
		untilStateIs(second, Thread.State.WAITING);
		looks(4);
		assertThat(verdict(second).reason()).isEqualTo(LeakReason.DEADLOCKED);
		first.cancel("enough");
	}

	@Test
	void cycleSeenOnceIsNoVerdict() throws Exception {
		Task<?> task = stuck();
		long thread = thread(task);
		dumps(List.of(waits(thread, "Lock@1", 0), waits(thread, "Lock@2", 0)));
		looks(4);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleOfAThreadThatGotOnIsNoVerdict() throws Exception {
		Task<?> task = stuck();
		long thread = thread(task);
		dumps(List.of(waits(thread, "Lock@1", 7), waits(thread, "Lock@1", 8)));
		looks(4);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleMustShowInTwoLooksRunning() throws Exception {
		Task<?> task = stuck();
		long thread = thread(task);
		dumps(List.of(waits(thread, "Lock@1", 0), List.of(), waits(thread, "Lock@1", 0), List.of()));
		looks(8);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void cycleSeenTwiceIsAVerdict() throws Exception {
		Task<?> task = stuck();
		List<LockWait> wait = waits(thread(task), "Lock@1\n", 0);
		dumps(List.of(wait, wait));
		looks(4);
		assertThat(verdict(task).waitsFor()).isEqualTo("Lock@1\\n held by task 1 \"stuck\"");
	}

	@Test
	void threadsAreDumpedEverMoreSeldomWhileATaskStaysStuckAndAgainForTheNext() throws Exception {
		Looks dumps = new Looks();
		this.time.lockWaits(dumps::dump);
		stuck();
		dumps.make(206);
		assertThat(dumps.sinceFirst()).containsExactly(0, 2, 5, 10, 19, 36, 69, 134, 199);
		stuck();
		dumps.clear();
		dumps.make(10);
		assertThat(dumps.sinceFirst()).startsWith(0, 2, 5);
	}

	@Test
	void dumpsTakeAHundredthOfTheTimeAtMost() throws Exception {
		Looks dumps = new Looks();
		this.time.lockWaits(() -> {
			this.time.advanceWithoutWaiting(LOOK);
			return dumps.dump();
		});
		stuck();
		dumps.make(110);
		assertThat(dumps.sinceFirst()).containsExactly(0, 101);
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
	void dumpThatFailsIsToldOnceAndTriedAgainMuchLater() throws Exception {
		Looks dumps = new Looks();
		this.time.lockWaits(() -> {
			dumps.dump();
			throw new IOException("disk is full");
		});
		try (LogOfCorral log = new LogOfCorral()) {
			stuck();
			dumps.make(Deadlocks.PAUSE_AFTER_FAILURE + 10);
			this.time.awaitQuiet();
			Engine.until(() -> log.messages(Level.WARN)
				.stream()
				.anyMatch((line) -> line.startsWith("Deadlocks are not looked for")));
			assertThat(log.messages(Level.WARN)).filteredOn((line) -> line.startsWith("Deadlocks are not looked for"))
				.hasSize(1);
		}
		assertThat(dumps.sinceFirst()).containsExactly(0, Deadlocks.PAUSE_AFTER_FAILURE + 1);
	}

	@Test
	void errorOfADumpHoldsUpNoVerdict() throws Exception {
		this.time.lockWaits(() -> {
			throw new StackOverflowError("planted");
		});
		Task<?> task = stuck();
		try (LogOfCorral log = new LogOfCorral()) {
			looks(4);
			this.time.awaitQuiet();
			Engine.until(() -> log.messages(Level.WARN).stream().anyMatch((line) -> line.contains(" is stuck")));
		}
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void nobodyIsDumpedForASemaphore() throws Exception {
		AtomicInteger dumps = countedDumps();
		Task<?> task = this.corral.launch("semaphore", () -> new Semaphore(0).acquire());
		untilStateIs(task, Thread.State.WAITING);
		looks(4);
		assertThat(verdict(task).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(dumps).hasValue(0);
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

	private static List<LockWait> waits(long thread, String lock, long progress) {
		return List.of(new LockWait(thread, lock, thread, progress));
	}

	// One after the other, then nothing
	private void dumps(List<List<LockWait>> waits) {
		Queue<List<LockWait>> queue = new ConcurrentLinkedQueue<>(waits);
		this.time.lockWaits(() -> Objects.requireNonNullElse(queue.poll(), List.of()));
	}

	private AtomicInteger countedDumps() {
		AtomicInteger dumps = new AtomicInteger();
		this.time.lockWaits(() -> {
			dumps.incrementAndGet();
			return List.of();
		});
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
		Engine.until(() -> this.corral.monitor()
			.find(task.id())
			.map((seen) -> seen.thread() != null && seen.thread().state() == state)
			.orElse(false));
	}

	private long thread(Task<?> task) {
		return this.corral.monitor().find(task.id()).map(TaskSnapshot::thread).orElseThrow().id();
	}

	private LeakVerdict verdict(Task<?> task) {
		@Nullable LeakVerdict verdict = this.corral.monitor().find(task.id()).orElseThrow().leak();
		assertThat(verdict).isNotNull();
		return Objects.requireNonNull(verdict);
	}

	/** In which looks threads were dumped. */
	private final class Looks {

		private final List<Integer> dumps = new CopyOnWriteArrayList<>();

		private final AtomicInteger made = new AtomicInteger();

		private List<LockWait> dump() {
			this.dumps.add(this.made.get());
			return List.of();
		}

		private void make(int count) throws InterruptedException {
			for (int i = 0; i < count; i++) {
				this.made.incrementAndGet();
				looks(1);
			}
		}

		private void clear() {
			this.dumps.clear();
		}

		private List<Integer> sinceFirst() {
			return this.dumps.stream().map((look) -> look - this.dumps.get(0)).toList();
		}

	}

}
