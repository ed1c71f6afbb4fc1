package dev.corral.internal.callback;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.platform.Guarded;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallbackExecutorTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final FakeBackend time = new FakeBackend();

	private final CallbackExecutor executor = new CallbackExecutor(this.time, new LaneWatch(this.time), INTERVAL);

	private final CountDownLatch release = new CountDownLatch(1);

	@Test
	void callbackThatBlocksIsBypassed() throws Exception {
		assertBlockingCallbackIsBypassed();
	}

	private void assertBlockingCallbackIsBypassed() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		this.executor.execute(this::block);
		this.executor.execute(called::countDown);
		passUntil(called);
		assertThat(this.executor.held()).isEqualTo(1);
		releaseAll();
	}

	@Test
	void manyCallbacksThatBlockAreBypassedAll() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		for (int i = 0; i < 100; i++) {
			this.executor.execute(this::block);
		}
		this.executor.execute(called::countDown);
		passUntil(called);
		// A leap of the fake clock may replace a thread that was about to run
		Engine.until(() -> this.executor.held() == 100);
		assertThat(called.getCount()).isZero();
		releaseAll();
	}

	@Test
	void callbackThatBlocksIsBypassedAlthoughTheWatchCouldNotStartBefore() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		this.time.faults().failDaemons("corral-lanes"::equals);
		this.executor.execute(first::countDown);
		first.await();
		this.time.faults().failDaemons((name) -> false);
		assertBlockingCallbackIsBypassed();
	}

	@Test
	void threadsOfListenersThatBlockAreLimited() throws Exception {
		CountDownLatch logged = new CountDownLatch(1);
		for (int i = 0; i < 100; i++) {
			this.executor.prepareEvent(this::block);
		}
		this.executor.runEvents();
		Engine.until(() -> {
			this.time.advanceWithoutWaiting(INTERVAL);
			return this.executor.held() == 16;
		});
		this.time.advanceWithoutWaiting(INTERVAL);
		this.executor.log(logged::countDown);
		logged.await();
		Engine.until(() -> this.executor.held() == 16);
		assertThat(logged.getCount()).isZero();
		releaseAll();
	}

	@Test
	void eventsAreBoundedAndCallbacksAreNot() throws Exception {
		CountDownLatch called = new CountDownLatch(30_000);
		AtomicInteger events = new AtomicInteger();
		CountDownLatch held = new CountDownLatch(1);
		this.executor.prepareEvent(() -> {
			held.countDown();
			block();
		});
		this.executor.runEvents();
		held.await();
		for (int i = 0; i < 30_000; i++) {
			this.executor.execute(called::countDown);
			this.executor.prepareEvent(events::incrementAndGet);
		}
		this.release.countDown();
		called.await();
		this.executor.runEvents();
		this.time.awaitQuiet();
		assertThat(events.get()).isEqualTo(10_000);
		this.executor.stop();
	}

	// The first look finds no room for a line
	@Test
	void linesAreBoundedAndTheNumberOfTheOthersIsLogged() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		try (LogOfCorral log = new LogOfCorral()) {
			this.executor.log(() -> {
				held.countDown();
				block();
			});
			held.await();
			for (int i = 0; i < 10_020; i++) {
				this.executor.log(Guarded::nothing);
			}
			this.executor.look();
			this.release.countDown();
			this.time.awaitQuiet();
			assertThat(log.messages(Level.WARN)).isEmpty();
			this.executor.look();
			this.time.awaitQuiet();
			assertThat(log.messages(Level.WARN))
				.containsExactly("20 log lines were dropped: the log appender does not keep up");
		}
		this.executor.stop();
	}

	@Test
	void whatIsWaitingStillRunsAfterTheStop() throws Exception {
		CountDownLatch called = new CountDownLatch(2);
		this.executor.execute(called::countDown);
		this.executor.stop();
		this.executor.execute(called::countDown);
		called.await();
	}

	@Test
	void threadThatCannotBeStartedIsTriedAgain() throws Exception {
		this.time.faults().failDaemons((name) -> true);
		CountDownLatch called = new CountDownLatch(1);
		this.executor.execute(called::countDown);
		this.time.faults().failDaemons((name) -> false);
		this.executor.look();
		passUntil(called);
		this.executor.stop();
	}

	@Test
	void callbackThatThrowsOrInterruptsItsThreadDisturbsNoOther() throws Exception {
		AtomicInteger interrupted = new AtomicInteger();
		CountDownLatch called = new CountDownLatch(1);
		this.executor.execute(() -> {
			throw new StackOverflowError("planted");
		});
		this.executor.execute(() -> Thread.currentThread().interrupt());
		this.executor.execute(() -> {
			interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
			called.countDown();
		});
		called.await();
		assertThat(interrupted).hasValue(0);
		this.executor.stop();
	}

	private void passUntil(CountDownLatch called) {
		Engine.until(() -> {
			this.time.advanceWithoutWaiting(Duration.ofMillis(10));
			return called.getCount() == 0;
		});
	}

	private void releaseAll() {
		this.release.countDown();
		Engine.until(() -> this.executor.held() == 0);
		this.executor.stop();
	}

	private void block() {
		boolean done = false;
		while (!done) {
			try {
				this.release.await();
				done = true;
			}
			catch (InterruptedException ex) {
				// Nothing moves it
			}
		}
	}

}
