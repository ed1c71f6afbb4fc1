package dev.corral.internal.engine;

import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.event.TaskEvent;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** A handler, listener or callback closes the launcher whose task it is called for. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored")
class ClosingCallbackTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile Runnable listener = () -> {
	};

	/** Who closes. */
	enum Closer {

		RECOVERY_HANDLER, LISTENER, RECORDER, CANCEL_CALLBACK, DEPENDENT, LATE_VALUE_HANDLER

	}

	@ParameterizedTest
	@EnumSource
	void callbackThatClosesDoesNotWaitForItsTask(Closer closer) throws Exception {
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT).withListeners(List.of((event) -> {
			if (closer == Closer.LISTENER && event instanceof TaskEvent.Ended) {
				this.listener.run();
			}
		})))) {
			Runnable close = () -> {
				engine.corral.close();
				this.closed.countDown();
			};
			this.listener = close;
			switch (closer) {
				case RECOVERY_HANDLER -> engine.corral.task("panics").recoverWith((panic) -> close.run()).launch(() -> {
					throw new IllegalStateException("planted");
				});
				case LISTENER -> engine.corral.launch("ends", () -> {
				});
				case RECORDER -> {
					engine.corral.monitor().recordDurations((name, outcome, nanos) -> close.run());
					engine.corral.launch("ends", () -> {
					});
				}
				case CANCEL_CALLBACK -> engine.running("cancelled", () -> {
					TaskContext.current().onCancel(close);
					new CountDownLatch(1).await();
				}).cancel("enough");
				case DEPENDENT -> {
					CountDownLatch attached = new CountDownLatch(1);
					engine.corral.launch("ends", attached::await).toCompletableFuture().thenRun(close);
					attached.countDown();
				}
				case LATE_VALUE_HANDLER -> {
					CountDownLatch begun = new CountDownLatch(1);
					Task<Integer> task = engine.corral.task("late").call(() -> {
						begun.countDown();
						engine.hold();
						return 1;
					}, (value) -> close.run());
					begun.await();
					task.cancel("enough");
					engine.release.countDown();
				}
			}
			this.closed.await();
		}
	}

	@Test
	void handlerThatClosesBetweenTwoAttemptsIsFollowedByNoAttempt() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		try (Engine engine = new Engine((config) -> config.withShutdownTimeout(WAIT))) {
			Task<?> task = engine.corral.task("fails")
				.restart(RestartPolicy.onPanic(3, Duration.ofMinutes(1)))
				.recoverWith((panic) -> engine.corral.close())
				.launch(() -> {
					attempts.incrementAndGet();
					throw new IllegalStateException("planted");
				});
			Engine.until(((SupervisedTask<?>) task)::isGone);
			assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
			assertThat(attempts).hasValue(1);
		}
	}

	// On a real thread: only that can be woken while its interrupt is on its way
	@Test
	void handlerThatRunsInThePlaceOfTheTasksThreadDoesNotWaitForItsTask() throws Exception {
		CountDownLatch hangs = new CountDownLatch(1);
		CountDownLatch inUse = new CountDownLatch(1);
		Corral corral = Corral.create(CorralConfig.defaults()
			.withCancelGrace(Duration.ofMillis(20))
			.withShutdownTimeout(Duration.ofHours(1)));
		Task<?> task = corral.task("hostile").onPlatformThread().recoverWith((panic) -> {
			assertThat(TaskContext.current().id()).isEqualTo(panic.id());
			corral.close();
			this.closed.countDown();
		}).launch(() -> new Channel(hangs).use(() -> {
			inUse.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("planted");
			}
		}));
		inUse.await();
		task.cancel("enough");
		this.closed.await();
		assertThat(hangs.getCount()).as("the interrupt is still on its way").isEqualTo(1);
		hangs.countDown();
		Engine.until(((SupervisedTask<?>) task)::isGone);
	}

	/** Is not closed before a latch is open. */
	private static final class Channel extends AbstractInterruptibleChannel {

		private final CountDownLatch hangs;

		private Channel(CountDownLatch hangs) {
			this.hangs = hangs;
		}

		private void use(Runnable body) {
			begin();
			body.run();
		}

		@Override
		protected void implCloseChannel() {
			try {
				this.hangs.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
