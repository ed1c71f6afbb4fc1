package dev.corral;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code close} of an executor view: for whom it waits, and what an interrupt does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorCloseTests {

	private final ExecutorFixture fixture = new ExecutorFixture();

	private final Engine engine = this.fixture.engine;

	private final ExecutorService pool = this.fixture.pool;

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
	}

	@Test
	void closeWaitsHoweverLongItTakes() throws Exception {
		this.fixture.running(this.engine::hold);
		Thread closer = this.fixture.waiting(this.pool::close);
		this.engine.time.advance(Duration.ofDays(2));
		assertThat(closer.isAlive()).isTrue();
		this.engine.release.countDown();
		closer.join();
		assertThat(this.pool.isTerminated()).isTrue();
		this.pool.close();
	}

	@Test
	void interruptedCloseCancelsWaitsOnAndKeepsTheFlag() throws Exception {
		Future<?> runs = this.fixture.running(this.engine::hold);
		AtomicBoolean flag = new AtomicBoolean();
		Thread closer = this.fixture.waiting(() -> {
			this.pool.close();
			flag.set(Thread.currentThread().isInterrupted());
		});
		closer.interrupt();
		Engine.until(runs::isCancelled);
		this.engine.time.untilParked(closer);
		assertThat(closer.isAlive()).isTrue();
		this.engine.release.countDown();
		closer.join();
		assertThat(flag).isTrue();
	}

	@Test
	void taskThatClosesItsOwnExecutorWaitsForTheOthersOnly() throws Exception {
		Future<?> other = this.fixture.running(this.engine::hold);
		Future<Boolean> closer = this.pool.submit(() -> {
			this.pool.close();
			return other.isDone();
		});
		this.engine.untilStateIs((Task<?>) closer, Thread.State.WAITING);
		assertThat(closer.isDone()).isFalse();
		this.engine.release.countDown();
		assertThat(closer.get()).isTrue();
	}

	@Test
	void tasksThatCloseTheirExecutorDoNotWaitForEachOther() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		Runnable body = () -> {
			both.countDown();
			awaitQuietly(both);
			this.pool.close();
		};
		Future<?> one = this.pool.submit(body);
		Future<?> other = this.pool.submit(body);
		one.get();
		other.get();
		assertThat(this.pool.isShutdown()).isTrue();
		assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void taskThatWaitsInCloseIsNotOverdue() throws Exception {
		this.fixture.running(this.engine::hold);
		Task<?> closer = this.engine.running("closer", this.pool::close);
		this.engine.untilStateIs(closer, Thread.State.WAITING);
		closer.cancel("enough");
		this.engine.time.advance(Duration.ofMinutes(1));
		assertThat(this.engine.corral.monitor().counts("closer").leaked()).isZero();
		this.engine.release.countDown();
		assertThat(closer.awaitSettled(Duration.ofDays(1))).isTrue();
	}

	@Test
	void closeEndsWithItsLauncherThoughABodyHearsNoInterrupt() throws Exception {
		this.fixture.running(this.engine::hold);
		Thread early = this.fixture.waiting(this.pool::close);
		Thread closer = this.fixture.waiting(this.engine.corral::close);
		assertThat(early.isAlive()).isTrue();
		this.engine.time.advance(CorralConfig.defaults().cancelGrace());
		closer.join();
		early.join();
		this.pool.close();
		assertThat(this.pool.isTerminated()).isFalse();
	}

}
