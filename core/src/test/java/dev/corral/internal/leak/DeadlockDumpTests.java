package dev.corral.internal.leak;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.Limits;
import dev.corral.Task;
import dev.corral.internal.platform.LockWait;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.monitor.LeakReason;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/** When threads are dumped to look for deadlocks, and what a failed dump does. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlockDumpTests {

	private final DeadlockFixture fixture = new DeadlockFixture();

	private final FakeBackend time = this.fixture.time;

	private final Corral corral = this.fixture.corral;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void threadsAreDumpedEverMoreSeldomWhileATaskStaysStuckAndAgainForTheNext() throws Exception {
		Looks dumps = new Looks();
		this.time.lockWaits(dumps::dump);
		this.fixture.stuck();
		dumps.make(206);
		assertThat(dumps.sinceFirst()).containsExactly(0, 2, 5, 10, 19, 36, 69, 134, 199);
		this.fixture.stuck();
		dumps.clear();
		dumps.make(10);
		assertThat(dumps.sinceFirst()).startsWith(0, 2, 5);
	}

	@Test
	void dumpsTakeAHundredthOfTheTimeAtMost() throws Exception {
		Looks dumps = new Looks();
		this.time.lockWaits(() -> {
			this.time.advanceWithoutWaiting(DeadlockFixture.LOOK);
			return dumps.dump();
		});
		this.fixture.stuck();
		dumps.make(110);
		assertThat(dumps.sinceFirst()).containsExactly(0, 101);
	}

	@Test
	void nobodyIsDumpedForALatchOrASemaphore() throws Exception {
		AtomicInteger dumps = countedDumps();
		Task<?> task = this.corral.launch("latch", () -> new CountDownLatch(1).await());
		this.fixture.untilStateIs(task, Thread.State.WAITING);
		this.fixture.looks(10);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(this.fixture.verdict(task).waitsFor()).isEqualTo("java.util.concurrent.CountDownLatch$Sync");
		assertThat(dumps).hasValue(0);
	}

	@Test
	void nobodyIsDumpedForASemaphore() throws Exception {
		AtomicInteger dumps = countedDumps();
		Task<?> task = this.corral.launch("semaphore", () -> new Semaphore(0).acquire());
		this.fixture.untilStateIs(task, Thread.State.WAITING);
		this.fixture.looks(4);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
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
		Task<?> task = this.fixture.stuck();
		this.fixture.looks(10);
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
		assertThat(dumps).hasValue(0);
		release.countDown();
	}

	private AtomicInteger countedDumps() {
		AtomicInteger dumps = new AtomicInteger();
		this.time.lockWaits(() -> {
			dumps.incrementAndGet();
			return List.of();
		});
		return dumps;
	}

	@Test
	void dumpThatFailsIsReportedOnceAndTriedAgainMuchLater() throws Exception {
		Looks dumps = new Looks();
		this.time.lockWaits(() -> {
			dumps.dump();
			throw new IOException("disk is full");
		});
		try (LogOfCorral log = new LogOfCorral()) {
			this.fixture.stuck();
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
		Task<?> task = this.fixture.stuck();
		try (LogOfCorral log = new LogOfCorral()) {
			this.fixture.looks(4);
			this.time.awaitQuiet();
			Engine.until(() -> log.messages(Level.WARN).stream().anyMatch((line) -> line.contains(" is stuck")));
		}
		assertThat(this.fixture.verdict(task).reason()).isEqualTo(LeakReason.STUCK);
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
				DeadlockDumpTests.this.fixture.looks(1);
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
