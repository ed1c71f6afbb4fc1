package dev.corral.internal.task;

import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.ContextCarrier;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;
import dev.corral.TaskSpec;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** On which thread a task's own code and the code around it run. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskThreadTests {

	private final List<Engine> engines = new ArrayList<>();

	@AfterEach
	void nothingIsLeft() {
		this.engines.forEach(Engine::close);
	}

	private Engine engine() {
		Engine engine = new Engine();
		this.engines.add(engine);
		return engine;
	}

	@Test
	void threadIsVirtualAndBearsTheTasksName() throws Exception {
		Thread thread = engine().corral.call("send-mail", Thread::currentThread).join();
		assertThat(thread.isVirtual()).isTrue();
		assertThat(thread.getName()).isEqualTo("send-mail");
	}

	@Test
	void computingTaskHasAPlatformThread() throws Exception {
		Engine engine = engine();
		Task<Thread> task = engine.corral.task("compute").onPlatformThread().call(Thread::currentThread);
		assertThat(task.join().isVirtual()).isFalse();
		assertThat(task.join().isDaemon()).isTrue();
		assertThat(task.join().getName()).isEqualTo("compute");
	}

	@Test
	void inheritableThreadLocalsAreInheritedAsByARawThread() throws Exception {
		InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
		tenant.set("acme");
		try {
			assertThat(engine().corral.call("inherits", tenant::get).join()).isEqualTo("acme");
		}
		finally {
			tenant.remove();
		}
	}

	@Test
	void bodyCarrierHandlerAndListenersRunOnTheTasksOwnThread() throws Exception {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		ContextCarrier carrier = () -> () -> {
			threads.add(Thread.currentThread());
			return () -> threads.add(Thread.currentThread());
		};
		Engine engine = new Engine((config) -> config.withContextCarriers(List.of(carrier))
			.withListeners(List.of((event) -> threads.add(Thread.currentThread())))
			.withRecoveryHandlers(List.of((panic) -> threads.add(Thread.currentThread()))));
		this.engines.add(engine);
		Task<?> task = engine.corral.launch("own", () -> {
			threads.add(Thread.currentThread());
			throw new IllegalStateException("planted");
		});
		assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
		assertThat(threads).hasSize(7);
		assertThat(threads).allMatch((thread) -> thread.isVirtual() && thread.getName().equals("own"));
		assertThat(threads.stream().distinct()).hasSize(1);
	}

	@Test
	void interruptsRunOnTheirOwnThreadWhoeverAsksForThem() throws Exception {
		Engine engine = engine();
		Thread cancelled = interrupter(engine.corral.task("cancelled"), () -> {
		});
		Thread timed = interrupter(engine.corral.task("timed").timeout(Engine.SECOND),
				() -> engine.time.advance(Engine.SECOND));
		assertThat(cancelled.getName()).isEqualTo("corral-interrupts");
		assertThat(timed.getName()).isEqualTo("corral-interrupts");
	}

	// The thread in which an interrupt closes a channel that the body uses
	private static Thread interrupter(TaskSpec spec, TaskBody end) throws Exception {
		AtomicReference<@Nullable Thread> closer = new AtomicReference<>();
		CountDownLatch inUse = new CountDownLatch(1);
		Task<?> task = spec.launch(() -> {
			try (NotingChannel channel = new NotingChannel(closer)) {
				channel.use(inUse);
			}
		});
		inUse.await();
		end.run();
		task.cancel("enough");
		assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
		Thread thread = closer.get();
		assertThat(thread).isNotNull();
		return (thread != null) ? thread : Thread.currentThread();
	}

	@Test
	void attemptsShareThreadSlotAndThreadLocals() throws Exception {
		Engine engine = engine();
		ThreadLocal<String> left = new ThreadLocal<>();
		List<Thread> threads = new CopyOnWriteArrayList<>();
		List<Integer> slots = new CopyOnWriteArrayList<>();
		Task<@Nullable String> task = engine.corral.task("again")
			.restart(RestartPolicy.onPanic(1, Engine.SECOND).withoutJitter())
			.call(() -> {
				threads.add(Thread.currentThread());
				slots.add(Parts.of(engine.corral).admission().all().taken());
				if (TaskContext.current().attempt() == 1) {
					left.set("by the first attempt");
					throw new IllegalStateException("planted");
				}
				return left.get();
			});
		Engine.until(() -> !threads.isEmpty());
		engine.time.untilParked(threads.get(0));
		engine.time.advance(Engine.SECOND);
		assertThat(task.join()).isEqualTo("by the first attempt");
		assertThat(threads.get(0)).isSameAs(threads.get(1));
		assertThat(slots).containsExactly(1, 1);
	}

	/** A channel in use that notes who closes it. */
	private static final class NotingChannel extends AbstractInterruptibleChannel {

		private final AtomicReference<@Nullable Thread> closer;

		private NotingChannel(AtomicReference<@Nullable Thread> closer) {
			this.closer = closer;
		}

		void use(CountDownLatch inUse) throws Exception {
			begin();
			try {
				inUse.countDown();
				new CountDownLatch(1).await();
			}
			finally {
				end(false);
			}
		}

		@Override
		protected void implCloseChannel() {
			this.closer.compareAndSet(null, Thread.currentThread());
		}

	}

	@Test
	void bodyThatCallsTheHandlerOfItsThreadGoesOn() throws Exception {
		Engine engine = engine();
		CountDownLatch called = new CountDownLatch(1);
		RuntimeException undeliverable = new IllegalStateException("nowhere to throw to");
		SupervisedTask<String> task = (SupervisedTask<String>) engine.corral.call("reports", () -> {
			Thread own = Thread.currentThread();
			own.getUncaughtExceptionHandler().uncaughtException(own, undeliverable);
			called.countDown();
			engine.hold();
			return "value";
		});
		called.await();
		assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
		assertThat(engine.corral.counts().live()).isEqualTo(1);
		Engine.until(() -> engine.panics.size() == 1);
		assertThat(engine.panics.getFirst().cause()).isSameAs(undeliverable);
		Thread thread = Objects.requireNonNull(task.thread);
		engine.release.countDown();
		assertThat(task.join()).isEqualTo("value");
		thread.join();
		assertThat(engine.corral.counts().panicked()).isEqualTo(1);
	}

	@Test
	void handlerThatAnotherThreadCallsEndsNoTask() throws Exception {
		Engine engine = engine();
		SupervisedTask<?> task = (SupervisedTask<?>) engine.running("runs", engine::hold);
		Thread other = Thread.ofPlatform()
			.start(() -> task.uncaughtException(Thread.currentThread(), new IllegalStateException("planted")));
		other.join();
		Engine.until(() -> engine.panics.size() == 1);
		assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
		engine.release.countDown();
	}

}
