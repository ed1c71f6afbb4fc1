package dev.corral.internal.platform;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.Engine;
import dev.corral.internal.simulation.FakeBackend;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HelperThreadTests {

	private final FakeBackend time = new FakeBackend();

	private final AtomicInteger work = new AtomicInteger();

	private final AtomicInteger done = new AtomicInteger();

	private volatile boolean dies;

	private final HelperThread helper = new HelperThread(this.time, "corral-helper", this::loop,
			() -> this.work.get() > 0);

	@Test
	void startsWhenItIsWokenAndAgainAfterItsEnd() {
		for (int i = 1; i <= 3; i++) {
			int expected = i;
			this.work.incrementAndGet();
			this.helper.wake();
			Engine.until(() -> this.done.get() == expected);
		}
	}

	@Test
	void threadThatCouldNotStartIsStartedByTheNextCall() {
		this.time.faults().failDaemons((name) -> true);
		this.work.incrementAndGet();
		this.helper.wake();
		this.time.faults().failDaemons((name) -> false);
		assertThat(this.done).hasValue(0);
		this.helper.ensureRunning();
		Engine.until(() -> this.done.get() == 1);
	}

	// Nobody needs to come by: an application may have stopped to launch
	@Test
	void loopThatFailsIsRunAgain() {
		this.dies = true;
		this.work.incrementAndGet();
		this.helper.wake();
		Engine.until(() -> {
			this.time.advanceWithoutWaiting(Engine.SECOND);
			return this.done.get() == 1;
		});
	}

	// Its finally blocks are skipped when HotSpot has no memory for the objects of a
	// frame
	@Test
	void threadThatDiedWithoutLeavingIsReplaced() throws Exception {
		Thread dead = Thread.ofPlatform().start(() -> {
		});
		dead.join();
		this.helper.planted(dead);
		assertThat(this.helper.isRunning()).isFalse();
		this.work.incrementAndGet();
		this.helper.ensureRunning();
		Engine.until(() -> this.done.get() == 1);
	}

	@Test
	void isNotStartedWithoutWork() {
		AtomicInteger starts = new AtomicInteger();
		this.time.faults().failDaemons((name) -> starts.incrementAndGet() < 0);
		this.helper.ensureRunning();
		assertThat(starts).hasValue(0);
	}

	@Test
	void workThatComesAtTheEndOfTheLoopIsDone() throws Exception {
		CountDownLatch all = new CountDownLatch(10_000);
		HelperThread brief = new HelperThread(this.time, "corral-brief", () -> {
			while (this.work.get() > 0) {
				this.work.decrementAndGet();
				all.countDown();
			}
		}, () -> this.work.get() > 0);
		for (int i = 0; i < 10_000; i++) {
			this.work.incrementAndGet();
			brief.wake();
		}
		all.await();
	}

	private void loop() {
		if (this.dies) {
			this.dies = false;
			throw new DeadException();
		}
		while (this.work.get() > 0) {
			this.work.decrementAndGet();
			this.done.incrementAndGet();
		}
	}

	/** Ends a helper; without a stack that would be printed. */
	private static final class DeadException extends RuntimeException {

		private DeadException() {
			super("planted", null, false, false);
		}

	}

}
