package dev.corral.internal.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.model.ModelCheck;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** One thread at a time, platform or virtual, and no thread for ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public class SpinLockTests {

	private static final int THREADS = 8;

	private static final int ROUNDS = 20_000;

	private final SpinLock lock = new SpinLock();

	/** Not atomic on purpose: the lock has to guard it. */
	private int first;

	private int second;

	@Operation
	public int addAndGet() {
		this.lock.lock();
		try {
			this.first++;
			this.second++;
			return (this.first == this.second) ? this.first : -1;
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Test
	@Tag("model")
	void linearizableInTheModel() {
		ModelCheck.options(10, 500).threads(3).actorsPerThread(2).check(SpinLockTests.class);
	}

	@Test
	void noUpdateIsLostBetweenPlatformAndVirtualThreads() throws Exception {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Thread.Builder builder = (i % 2 == 0) ? Thread.ofPlatform() : Thread.ofVirtual();
			threads.add(builder.start(() -> {
				for (int round = 0; round < ROUNDS; round++) {
					addAndGet();
				}
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.first).isEqualTo(THREADS * ROUNDS);
		assertThat(this.second).isEqualTo(THREADS * ROUNDS);
	}

	@Test
	void permitOfAWaitingThreadIsNotUsedUp() throws Exception {
		this.lock.lock();
		Thread waiting = Thread.ofPlatform().start(() -> {
			addAndGet();
			LockSupport.park(this);
		});
		Engine.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		LockSupport.unpark(waiting);
		this.lock.held = 0;
		waiting.join();
		assertThat(this.first).isEqualTo(1);
	}

	@Test
	void isFreeAfterAFailureUnderIt() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this::failUnderTheLock);
		assertThat(addAndGet()).isEqualTo(1);
	}

	private void failUnderTheLock() {
		this.lock.lock();
		try {
			throw new IllegalStateException("planted");
		}
		finally {
			this.lock.held = 0;
		}
	}

}
