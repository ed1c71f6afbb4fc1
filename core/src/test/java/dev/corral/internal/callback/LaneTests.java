package dev.corral.internal.callback;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** On the real clock: what is waited for comes by itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaneTests {

	/** From so many held calls on, the next thread is a virtual one. */
	private static final int PLATFORM_THREADS = 32;

	private static final Duration PATIENCE = Duration.ofMillis(5);

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch withoutCarrier = new CountDownLatch(1);

	private final DelegatingBackend backend = new DelegatingBackend() {
		@Override
		public Thread newTaskThread(String name, boolean platform, Runnable body) {
			return super.newTaskThread(name, platform, () -> runWithoutACarrier(body));
		}

		@Override
		public void park(Object blocker, long nanos) {
			boolean idle = Thread.currentThread() == LaneTests.this.virtual;
			if (idle) {
				LaneTests.this.idle.countDown();
			}
			super.park(blocker, nanos);
			if (idle && LaneTests.this.carriersAreTaken) {
				block();
			}
		}
	};

	private final CountDownLatch idle = new CountDownLatch(1);

	/** Whether virtual threads begin. */
	private volatile boolean begins;

	private volatile boolean carriersAreTaken;

	private volatile @Nullable Thread virtual;

	private final LaneWatch watch = new LaneWatch(this.backend);

	private final Lane lane = new Lane(this.backend, "corral-lane", this.watch, PATIENCE, PATIENCE, Integer.MAX_VALUE);

	@AfterEach
	void end() {
		this.release.countDown();
		this.lane.stop();
		this.watch.stop();
	}

	@Test
	void virtualThreadWithoutACarrierGivesWayWhenPlatformThreadsAreFree() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		for (int i = 0; i < PLATFORM_THREADS; i++) {
			this.lane.execute(this::block);
		}
		this.lane.execute(called::countDown);
		this.withoutCarrier.await();
		assertThat(called.getCount()).isEqualTo(1);
		this.release.countDown();
		called.await();
		assertThat(called.getCount()).isZero();
	}

	@Test
	void virtualThreadThatLosesItsCarrierWhileIdleIsReplaced() throws Exception {
		this.begins = true;
		CountDownLatch held = new CountDownLatch(PLATFORM_THREADS);
		CountDownLatch over = new CountDownLatch(1);
		for (int i = 0; i < PLATFORM_THREADS; i++) {
			this.lane.execute(() -> {
				held.countDown();
				block(over);
			});
		}
		held.await();
		CountDownLatch first = new CountDownLatch(1);
		this.lane.execute(first::countDown);
		first.await();
		this.idle.await();
		this.carriersAreTaken = true;
		over.countDown();
		Engine.until(() -> this.lane.held() == 0);
		CountDownLatch second = new CountDownLatch(1);
		this.lane.execute(second::countDown);
		second.await();
		assertThat(this.virtual).isNotNull();
	}

	// Its finally blocks are skipped when HotSpot has no memory for the objects of a
	// frame
	@Test
	void threadThatDiedInACallIsReplacedAndTheCallRepeated() throws Exception {
		Thread dead = Thread.ofPlatform().start(() -> {
		});
		dead.join();
		CountDownLatch repeated = new CountDownLatch(1);
		CountDownLatch next = new CountDownLatch(1);
		LaneWatch.RepeatableCall cut = repeated::countDown;
		LaneLeader leader = new LaneLeader(this.lane, this.backend, false);
		leader.planted(dead, cut);
		this.lane.leader = leader;
		this.lane.execute(next::countDown);
		next.await();
		repeated.await();
		assertThat(this.lane.leader).isNotSameAs(leader);
	}

	@Test
	void callThatMayBeRepeatedIsRepeatedUntilThereIsMemory() throws Exception {
		AtomicInteger tries = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(1);
		LaneWatch.RepeatableCall call = () -> {
			if (tries.incrementAndGet() < 4) {
				throw new OutOfMemoryError("planted");
			}
			done.countDown();
		};
		this.lane.execute(call);
		done.await();
		assertThat(tries).hasValue(4);
	}

	private void runWithoutACarrier(Runnable body) {
		this.withoutCarrier.countDown();
		if (this.begins) {
			this.virtual = Thread.currentThread();
			body.run();
		}
	}

	private void block() {
		block(this.release);
	}

	private static void block(CountDownLatch until) {
		boolean interrupted = false;
		while (until.getCount() > 0) {
			try {
				until.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
