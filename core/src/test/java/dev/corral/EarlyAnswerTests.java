package dev.corral;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies that answer the end of their task before its interrupt has come. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EarlyAnswerTests {

	private final LogOfCorral log = new LogOfCorral();

	private final Engine engine = new Engine();

	private final CorralParts parts = Parts.of(this.engine.corral);

	@AfterEach
	void close() {
		this.engine.close();
		this.log.close();
	}

	@Test
	void bodyThatPollsAndThrowsBeforeTheInterruptIsQuiet() throws Exception {
		SupervisedTask<?> task = polls(new IOException("stopped"));
		this.parts.decider().decideBy(task, Cause.cancelled("planted", this.engine.time.nanoTime()));
		assertQuiet(task);
	}

	@Test
	void bodyWhoseChannelIsClosedByOnCancelBeforeTheInterruptIsQuiet() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.corral.launch("reads", () -> {
			TaskContext.current().onCancel(closed::countDown);
			begun.countDown();
			closed.await();
			throw new IOException("closed");
		});
		begun.await();
		this.parts.decider().decideBy(task, Cause.cancelled("planted", this.engine.time.nanoTime()));
		assertQuiet(task);
	}

	@Test
	void mistakeBeforeTheInterruptIsALatePanic() throws Exception {
		SupervisedTask<?> task = polls(new NullPointerException("planted"));
		this.parts.decider().decideBy(task, Cause.cancelled("planted", this.engine.time.nanoTime()));
		assertLatePanic(task);
	}

	@Test
	void noInterruptToComeIsNoExcuse() throws Exception {
		SupervisedTask<?> task = polls(new IOException("planted"));
		task.cancel(false);
		assertLatePanic(task);
	}

	@Test
	void interruptThatTheBodyHasSwallowedIsNoExcuse() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("swallows", () -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				throw new IOException("planted");
			}
		});
		task.cancel("enough");
		assertLatePanic(task);
	}

	@Test
	void interruptThatTheBodyHasSwallowedAndThatHasReturnedIsNoExcuse() throws Exception {
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("swallows", () -> {
			SupervisedTask<?> self = (SupervisedTask<?>) this.parts.registry().find(TaskContext.current().id());
			Engine.until(() -> self != null && self.phase() > TaskState.INTERRUPTING);
			Thread.interrupted();
			throw new IOException("planted");
		});
		task.cancel("enough");
		assertLatePanic(task);
	}

	// Throws as soon as it sees its outcome
	private SupervisedTask<?> polls(Exception thrown) throws InterruptedException {
		return (SupervisedTask<?>) this.engine.running("polls", () -> {
			TaskContext context = TaskContext.current();
			Engine.until(context::isCancelled);
			throw thrown;
		});
	}

	private void assertQuiet(Task<?> task) {
		Engine.until(() -> task.status().isSettled());
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.engine.corral.counts().panicked()).isZero();
		assertThat(this.engine.panics).isEmpty();
		assertThat(this.log.events(Level.ERROR)).isEmpty();
		assertThat(this.log.messages(Level.INFO)).filteredOn((line) -> line.contains("judging by the flag")).hasSize(1);
	}

	private void assertLatePanic(Task<?> task) {
		Engine.until(() -> task.status().isSettled());
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.engine.panics).singleElement().extracting(Panic::late).isEqualTo(true);
	}

}
