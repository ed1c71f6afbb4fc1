package dev.corral.internal.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread whose stack cannot be read holds a helper, not the reader. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackReaderTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final CountDownLatch answers = new CountDownLatch(1);

	private final AtomicInteger reads = new AtomicInteger();

	private final List<Thread> targets = new ArrayList<>();

	private final AtomicLong clock = new AtomicLong();

	private final StackReader silent = new StackReader(new DelegatingBackend() {

		@Override
		public long nanoTime() {
			return StackReaderTests.this.clock.get();
		}

	}, this::answerLate, (thread) -> true, LIMIT);

	private final StackReader reader = reader(SystemBackend.INSTANCE);

	@AfterEach
	void end() {
		this.answers.countDown();
		this.targets.forEach(LockSupport::unpark);
	}

	@Test
	void aHelperReads() {
		Thread target = parked();
		assertThat(this.reader.read(target)).extracting(StackTraceElement::getMethodName).contains("park");
		assertThat(this.reader.read(target)).extracting(StackTraceElement::getMethodName).contains("park");
	}

	@Test
	void theCallerGoesOnWithoutTheStack() {
		StackTraceElement[] frames = this.silent.read(parked());
		assertThat(StackReader.isNoAnswer(List.of(frames))).isTrue();
		assertThat(frames).singleElement().hasToString("java.lang.VirtualThread.(does not answer)(Unknown Source)");
	}

	@Test
	void aThreadThatDoesNotAnswerIsReadOnce() {
		Thread target = parked();
		this.silent.read(target);
		this.silent.read(target);
		assertThat(this.silent.late()).isOne();
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void callersAtATimeLoseOneHelper() throws Exception {
		Thread target = parked();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			callers.add(Thread.ofPlatform().start(() -> this.silent.read(target)));
		}
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(this.reads).hasValue(1);
		assertThat(this.silent.late()).isOne();
	}

	@Test
	void aThreadThatAnswersLateIsReadAgain() {
		Thread target = parked();
		this.silent.read(target);
		this.answers.countDown();
		Engine.until(() -> this.silent.late() == 0);
		assertThat(this.silent.read(target)).hasSizeGreaterThan(1);
	}

	@Test
	void fourThreadsWithoutAnAnswerAreEnough() {
		for (int i = 0; i < 4; i++) {
			this.silent.read(parked());
		}
		assertThat(StackReader.isNotRead(List.of(this.silent.read(parked())))).isTrue();
		assertThat(this.silent.late()).isEqualTo(4);
	}

	@Test
	void anInterruptStays() {
		Thread target = parked();
		Thread.currentThread().interrupt();
		assertThat(this.reader.read(target)).hasSizeGreaterThan(1);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aVirtualCallerKeepsItsCarrier() throws Exception {
		Thread target = parked();
		AtomicReference<StackTraceElement[]> frames = new AtomicReference<>();
		AtomicInteger parks = new AtomicInteger();
		StackReader counting = reader(new DelegatingBackend() {

			@Override
			public void park(Object blocker, long nanos) {
				parks.addAndGet(Thread.currentThread().isVirtual() ? 1 : 0);
				super.park(blocker, nanos);
			}

		});
		Thread.ofVirtual().start(() -> frames.set(counting.read(target))).join();
		assertThat(frames.get()).hasSizeGreaterThan(1);
		assertThat(parks).hasValue(0);
	}

	@Test
	void aHelperEndsSoon() {
		AtomicReference<Thread> helper = new AtomicReference<>();
		new StackReader(SystemBackend.INSTANCE, (thread) -> {
			helper.set(Thread.currentThread());
			return thread.getStackTrace();
		}, (thread) -> true, LONG).read(parked());
		assertThat(helper.get().getName()).isEqualTo("corral-stacks");
		Engine.until(() -> !helper.get().isAlive());
	}

	@Test
	void aReadThatFailsIsNoStack() {
		StackReader failing = new StackReader(SystemBackend.INSTANCE, (thread) -> {
			throw new OutOfMemoryError("test");
		}, (thread) -> true, LONG);
		assertThat(StackReader.isNotRead(List.of(failing.read(parked())))).isTrue();
		assertThat(failing.late()).isZero();
	}

	@Test
	void withoutAHelperThereIsNoStackAndStartsAreFew() {
		AtomicInteger starts = new AtomicInteger();
		StackReader without = reader(new DelegatingBackend() {

			@Override
			public Thread startDaemon(String name, Runnable body) {
				starts.incrementAndGet();
				throw new OutOfMemoryError("unable to create native thread");
			}

			@Override
			public long nanoTime() {
				return 0;
			}

		});
		Thread target = parked();
		for (int i = 0; i < 100; i++) {
			assertThat(StackReader.isNotRead(List.of(without.read(target)))).isTrue();
		}
		assertThat(starts).hasValue(1);
		assertThat(without.late()).isZero();
	}

	@Test
	void usualThreadsNeedNoHelper() throws Exception {
		AtomicReference<Boolean> self = new AtomicReference<>();
		Thread.ofVirtual().start(() -> self.set(StackReader.needsHelper(Thread.currentThread()))).join();
		assertThat(self.get()).isFalse();
		assertThat(StackReader.needsHelper(Thread.currentThread())).isFalse();
		assertThat(StackReader.needsHelper(parked())).isFalse();
	}

	@Test
	void theTextOfAThreadTellsWhetherItHasACarrier() {
		assertThat(StackReader.hasCarrier("VirtualThread[#22]/runnable@ForkJoinPool-1-worker-1")).isTrue();
		assertThat(StackReader.hasCarrier("VirtualThread[#22,mail@home]/runnable@ForkJoinPool-1-worker-1")).isTrue();
		assertThat(StackReader.hasCarrier("VirtualThread[#22]/runnable")).isFalse();
		assertThat(StackReader.hasCarrier("VirtualThread[#22,x]/runnable@y]/runnable")).isFalse();
	}

	@Test
	void theRunningThreadHasACarrierInItsText() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicBoolean stopped = new AtomicBoolean();
		Thread running = Thread.ofVirtual().name("x]/runnable").start(() -> {
			begun.countDown();
			while (!stopped.get()) {
				Thread.onSpinWait();
			}
		});
		begun.await();
		Engine.until(() -> StackReader.hasCarrier(running.toString()));
		stopped.set(true);
		running.join();
		assertThat(StackReader.hasCarrier(parked().toString())).isFalse();
	}

	private static StackReader reader(Backend backend) {
		return new StackReader(backend, Thread::getStackTrace, (thread) -> true, LONG);
	}

	// While nothing answers, the time limit passes as soon as a read has begun
	private StackTraceElement[] answerLate(Thread thread) {
		this.reads.incrementAndGet();
		if (this.answers.getCount() > 0) {
			this.clock.addAndGet(2 * LIMIT.toNanos());
		}
		try {
			this.answers.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return thread.getStackTrace();
	}

	private Thread parked() {
		Thread thread = Thread.ofVirtual().name("x]/runnable@y").start(() -> LockSupport.park(this));
		Engine.until(() -> thread.getState() == Thread.State.WAITING);
		this.targets.add(thread);
		return thread;
	}

}
