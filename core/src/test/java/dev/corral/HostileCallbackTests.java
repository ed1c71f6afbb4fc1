package dev.corral;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import dev.corral.event.TaskEvent;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wherever the engine calls user code, that code may block, throw or interrupt: deadlines
 * are met, verdicts found and other tasks run all the same.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileCallbackTests {

	private final CountDownLatch release = new CountDownLatch(1);

	/**
	 * Ends the use of a channel. Before JDK 24 the user of a channel waits in
	 * {@link Thread#interrupted()} for an interrupt that hangs, and would not pass on the
	 * signal of a latch that the interrupt waits for, too.
	 */
	private final CountDownLatch endOfUse = new CountDownLatch(1);

	/** What the engine calls; set by each way of calling it. */
	private final AtomicReference<Runnable> hostile = new AtomicReference<>(() -> {
	});

	private final LogAppender appender = new LogAppender();

	private final CountDownLatch called = new CountDownLatch(1);

	static Stream<Arguments> everyPathAndHostility() {
		return Stream.of(Path.values())
			.flatMap((path) -> Stream.of(Hostility.values()).map((hostility) -> Arguments.of(path, hostility)));
	}

	@ParameterizedTest
	@MethodSource("everyPathAndHostility")
	void neverHoldsADeadlineAVerdictOrAnotherTask(Path path, Hostility hostility) throws Exception {
		this.hostile.set(() -> {
			this.called.countDown();
			hostility.act(this.release);
		});
		Engine engine = new Engine((config) -> config.withLeakAfter(Engine.SECOND)
			.withCheckInterval(Engine.SECOND)
			.withCancelGrace(Engine.SECOND)
			.withListeners(List.of(this::hear)));
		try {
			path.leadTo(engine, this);
			Engine.until(() -> {
				engine.time.advanceWithoutWaiting(Engine.SECOND);
				return this.called.getCount() == 0;
			});
			assertOthersGoOn(engine);
		}
		finally {
			this.release.countDown();
			this.endOfUse.countDown();
			this.appender.detach();
			engine.close();
		}
	}

	private void assertOthersGoOn(Engine engine) throws Exception {
		Task<?> stuck = engine.running("stuck", () -> new CountDownLatch(1).await());
		Task<?> timed = engine.running(engine.corral.task("timed").timeout(Engine.SECOND),
				() -> new CountDownLatch(1).await());
		assertThat(engine.corral.call("quick", () -> 1).join()).isEqualTo(1);
		engine.time.advanceWithoutWaiting(Engine.SECOND);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(timed::join)
			.withCauseInstanceOf(TaskTimeoutException.class);
		passUntilSettled(engine, timed);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return engine.corral.monitor().counts("stuck").leaked() == 1;
		});
		stuck.cancel("seen");
		assertThat(stuck.awaitSettled(Duration.ofDays(365))).isTrue();
	}

	// Its interrupt is logged by the thread that takes over
	private static void passUntilSettled(Engine engine, Task<?> task) {
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return ((SupervisedTask<?>) task).isSettled();
		});
	}

	private void hear(TaskEvent event) {
		if ((event instanceof TaskEvent.Rejected rejected && rejected.name().equals("hostile-rejected"))
				|| (event instanceof TaskEvent.LeakFound found && found.name().equals("hostile-leaked"))) {
			this.hostile.get().run();
		}
	}

	/** What user code does. */
	enum Hostility {

		BLOCKS {
			@Override
			void act(CountDownLatch release) {
				boolean done = false;
				while (!done) {
					try {
						release.await();
						done = true;
					}
					catch (InterruptedException ex) {
						// Nothing moves it
					}
				}
			}
		},

		THROWS {
			@Override
			void act(CountDownLatch release) {
				throw new StackOverflowError("planted");
			}
		},

		INTERRUPTS {
			@Override
			void act(CountDownLatch release) {
				Thread.currentThread().interrupt();
			}
		};

		abstract void act(CountDownLatch release);

	}

	/** How the engine comes to call it. */
	enum Path {

		ON_CANCEL_OF_A_SCOPE {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) {
				CancellationScope scope = engine.corral.openScope("hostile");
				scope.onCancel(test.hostile.get());
				scope.cancel("enough");
				scope.close();
			}
		},

		ON_CANCEL_OF_A_TASK {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) throws Exception {
				CountDownLatch registered = new CountDownLatch(1);
				Task<?> task = engine.corral.launch("hostile", () -> {
					TaskContext.current().onCancel(test.hostile.get());
					registered.countDown();
					new CountDownLatch(1).await();
				});
				registered.await();
				task.cancel("enough");
			}
		},

		DEPENDENT_OF_A_FUTURE {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) throws Exception {
				CountDownLatch attached = new CountDownLatch(1);
				Task<?> task = engine.corral.launch("hostile", attached::await);
				CompletableFuture<?> unused = task.toCompletableFuture().thenRun(test.hostile.get());
				attached.countDown();
			}
		},

		LISTENER_OF_A_REJECTION {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) {
				CancellationScope scope = engine.corral.openScope("closed");
				scope.close();
				assertThatExceptionOfType(RejectedExecutionException.class)
					.isThrownBy(() -> scope.launch("hostile-rejected", engine::hold));
			}
		},

		LISTENER_OF_A_LEAK {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) throws Exception {
				engine.running("hostile-leaked", () -> new CountDownLatch(1).await());
			}
		},

		LISTENER_OF_A_NAME {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) {
				engine.corral.monitor().onName((name) -> test.hostile.get().run());
			}
		},

		RECORDER_OF_A_TASK_THAT_TIMED_OUT_WHILE_QUEUED {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) {
				CountDownLatch carriers = new CountDownLatch(1);
				engine.corral.monitor().recordDurations((name, outcome, nanos) -> {
					if (name.equals("hostile")) {
						test.hostile.get().run();
					}
				});
				engine.time.faults().holdTaskThreads(carriers);
				CancellationScope scope = engine.corral.openScope("brief",
						ScopeConfig.failFast().timeout(Engine.SECOND).detached());
				scope.launch("hostile", engine::hold);
				engine.time.faults().holdTaskThreads(null);
				scope.onCancel(() -> {
					carriers.countDown();
					scope.close();
				});
			}
		},

		APPENDER_OF_THE_LOG {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) {
				test.appender.planted = test.hostile.get();
				CancellationScope scope = engine.corral.openScope("brief",
						ScopeConfig.failFast().timeout(Engine.SECOND));
				scope.onCancel(scope::close);
			}
		},

		CHANNEL_THAT_AN_INTERRUPT_CLOSES {
			@Override
			void leadTo(Engine engine, HostileCallbackTests test) throws Exception {
				engine.running(engine.corral.task("hostile").timeout(Engine.SECOND), () -> {
					try (BlockedChannel channel = new BlockedChannel(test.hostile.get())) {
						channel.use(test.endOfUse);
					}
				});
			}
		};

		abstract void leadTo(Engine engine, HostileCallbackTests test) throws Exception;

	}

	/** A channel in use, which an interrupt closes in the thread that interrupts. */
	private static final class BlockedChannel extends AbstractInterruptibleChannel {

		private final Runnable whenClosed;

		private BlockedChannel(Runnable whenClosed) {
			this.whenClosed = whenClosed;
		}

		void use(CountDownLatch until) throws IOException {
			boolean done = false;
			try {
				begin();
				until.await();
				done = true;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				end(done);
			}
		}

		@Override
		protected void implCloseChannel() {
			this.whenClosed.run();
		}

	}

	/** Runs what is planted when a scope's timeout is logged. */
	private static final class LogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

		private volatile @Nullable Runnable planted;

		private final Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");

		private LogAppender() {
			start();
			this.logger.addAppender(this);
		}

		@Override
		protected void append(ILoggingEvent event) {
			Runnable action = this.planted;
			if (action != null && event.getMessage().startsWith("Scope {} timed out")) {
				action.run();
			}
		}

		void detach() {
			this.logger.detachAppender(this);
		}

	}

}
