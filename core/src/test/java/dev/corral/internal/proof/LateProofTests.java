package dev.corral.internal.proof;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A launch at a limit learns what its collection has proved, however long that takes. */
@Tag("proof")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateProofTests {

	private final SlowCollector collector = new SlowCollector();

	private final Corral corral = DefaultCorral.create(
			CorralConfig.defaults().withProveUnreachable(true).withMaxLive(10).withShutdownTimeout(Duration.ZERO),
			this.collector);

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	void launchWaitsForTheCollectionItHasAskedFor() {
		fill();
		this.collector.looksUntilCollected.set(20);
		this.corral.launch("next", LateProofTests::blockForEver);
		assertThat(this.collector.collections).hasValue(1);
		assertThat(this.corral.counts().unreachable()).isPositive();
	}

	@Test
	void launchIsRefusedWhenNothingIsHeardForALongTime() {
		fill();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.corral.launch("next", LateProofTests::blockForEver));
		assertThat(this.collector.collections).hasValue(1);
		assertThat(this.corral.counts().unreachable()).isZero();
	}

	@Test
	void callerThatIsInterruptedDoesNotWait() {
		Thread.currentThread().interrupt();
		assertThat(this.corral.monitor().proveUnreachable()).isEmpty();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.collector.looksUntilCollected).hasValue(Integer.MAX_VALUE - 1);
	}

	// With room for young objects, so that nothing else brings about a collection
	private void fill() {
		System.gc();
		for (int i = 0; i < 10; i++) {
			untilWaiting(this.corral.launch("leaky", LateProofTests::blockForEver));
		}
	}

	private static void untilWaiting(Task<?> task) {
		Engine.until(() -> {
			Thread thread = ((SupervisedTask<?>) task).thread;
			return thread != null && thread.getState() == Thread.State.WAITING;
		});
	}

	private static void blockForEver() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	/**
	 * A clock that jumps over three seconds at a collection, which the collector makes
	 * only some looks of the waiting launch later; else the real outside.
	 */
	private static final class SlowCollector extends DelegatingBackend {

		private static final long COLLECTION = Duration.ofSeconds(3).toNanos();

		private final AtomicLong now = new AtomicLong(1);

		private final AtomicInteger collections = new AtomicInteger();

		private final AtomicInteger looksUntilCollected = new AtomicInteger(Integer.MAX_VALUE);

		private volatile @Nullable Thread waiting;

		@Override
		public long nanoTime() {
			return this.now.get();
		}

		@Override
		public void park(Object blocker, long nanos) {
			if (Thread.currentThread() != this.waiting) {
				super.park(blocker, Long.MAX_VALUE);
				return;
			}
			this.now.addAndGet(nanos);
			if (this.looksUntilCollected.getAndDecrement() == 0) {
				System.gc();
			}
			super.park(blocker, nanos);
		}

		@Override
		public void collectGarbage() {
			this.collections.incrementAndGet();
			this.waiting = Thread.currentThread();
			this.now.addAndGet(COLLECTION);
		}

	}

}
