package dev.corral.internal.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread whose stack cannot be read holds a helper, not the reader. */
@Timeout(120)
class StackReaderTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final CountDownLatch answers = new CountDownLatch(1);

	private final AtomicInteger reads = new AtomicInteger();

	private final StackReader silent = new StackReader(this::neverYet, Duration.ofMillis(20));

	private final StackReader reader = new StackReader(Thread::getStackTrace, LONG);

	private volatile boolean stopped;

	@AfterEach
	void end() {
		this.stopped = true;
		this.answers.countDown();
	}

	@Test
	void aThreadThatParksIsReadByTheCaller() {
		Thread parked = Thread.ofVirtual().start(LockSupport::park);
		Engine.until(() -> parked.getState() == Thread.State.WAITING);
		Thread[] readBy = new Thread[1];
		new StackReader((thread) -> {
			readBy[0] = Thread.currentThread();
			return thread.getStackTrace();
		}, LONG).read(parked);
		assertThat(readBy[0]).isSameAs(Thread.currentThread());
		LockSupport.unpark(parked);
	}

	@Test
	void aThreadThatRunsIsReadByAHelper() {
		Thread running = running();
		assertThat(this.reader.read(running)).extracting(StackTraceElement::getMethodName).contains("spin");
		assertThat(this.reader.read(running)).extracting(StackTraceElement::getMethodName).contains("spin");
	}

	@Test
	void aThreadReadsItself() {
		assertThat(this.reader.read(Thread.currentThread())).isNotEmpty();
	}

	@Test
	void theCallerGoesOnWithoutTheStack() {
		assertThat(this.silent.read(running())).singleElement()
			.extracting(StackTraceElement::getMethodName)
			.isEqualTo("(does not answer)");
	}

	@Test
	void aThreadThatDoesNotAnswerIsReadOnce() {
		Thread running = running();
		this.silent.read(running);
		this.silent.read(running);
		assertThat(this.reads).hasValue(1);
		assertThat(this.silent.unanswered()).isOne();
	}

	@Test
	void aThreadThatAnswersLateIsReadAgain() {
		Thread running = running();
		this.silent.read(running);
		this.answers.countDown();
		Engine.until(() -> this.silent.unanswered() == 0);
		assertThat(this.silent.read(running)).hasSizeGreaterThan(1);
	}

	@Test
	void fewHelpersAreLost() {
		List<Thread> running = new ArrayList<>();
		for (int i = 0; i < StackReader.MAX_UNANSWERED + 2; i++) {
			running.add(queued());
		}
		running.forEach(this.silent::read);
		assertThat(this.reads).hasValue(StackReader.MAX_UNANSWERED);
	}

	@Test
	void anInterruptStays() {
		Thread running = running();
		Thread.currentThread().interrupt();
		assertThat(this.reader.read(running)).hasSizeGreaterThan(1);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aHelperEndsSoon() {
		Thread[] helper = new Thread[1];
		new StackReader((thread) -> {
			helper[0] = Thread.currentThread();
			return thread.getStackTrace();
		}, LONG).read(running());
		assertThat(helper[0].getName()).isEqualTo("corral-stacks");
		Engine.until(() -> !helper[0].isAlive());
	}

	@Test
	void aReadThatFailsIsNoAnswer() {
		StackReader failing = new StackReader((thread) -> {
			throw new OutOfMemoryError("test");
		}, LONG);
		assertThat(failing.read(running())).hasSize(1);
		assertThat(failing.unanswered()).isZero();
	}

	private StackTraceElement[] neverYet(Thread thread) {
		this.reads.incrementAndGet();
		try {
			this.answers.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return thread.getStackTrace();
	}

	private Thread running() {
		CountDownLatch begun = new CountDownLatch(1);
		Thread thread = Thread.ofVirtual().start(() -> {
			begun.countDown();
			spin();
		});
		Engine.until(() -> begun.getCount() == 0);
		return thread;
	}

	// It may wait for a carrier as long as others spin; its state is runnable all the
	// same
	private Thread queued() {
		Thread thread = Thread.ofVirtual().start(this::spin);
		Engine.until(() -> thread.getState() == Thread.State.RUNNABLE);
		return thread;
	}

	private void spin() {
		while (!this.stopped) {
			Thread.onSpinWait();
		}
	}

}
