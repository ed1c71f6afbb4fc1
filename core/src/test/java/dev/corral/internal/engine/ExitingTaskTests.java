package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task that ends the virtual machine waits for the hooks, and one of them closes the
 * launcher. The clock stands still unless a test moves it.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExitingTaskTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static final Duration GRACE = CorralConfig.defaults().cancelGrace();

	private final FakeBackend time = new FakeBackend();

	private final ExitingMachine machine = new ExitingMachine(this.time);

	private final Corral corral = DefaultCorral.create(CorralConfig.defaults().withShutdownTimeout(WAIT), this.machine);

	private final AtomicBoolean halted = new AtomicBoolean();

	private final AtomicBoolean interrupted = new AtomicBoolean();

	@AfterEach
	void halt() {
		this.halted.set(true);
		this.machine.exits.forEach(LockSupport::unpark);
	}

	@Test
	void taskInRuntimeExitIsNotWaitedFor() throws Exception {
		Task<?> task = this.corral.launch("exits", this::exit);
		Task<?> waits = this.corral.launch("waits", task::join);
		Engine.until(() -> this.machine.exits.size() == 1);
		Engine.until(() -> LockSupport.getBlocker(threadOf(waits)) != null);
		this.corral.close();
		assertThat(task.isDone()).isFalse();
		assertThat(this.interrupted).isFalse();
	}

	@Test
	void othersAreWaitedForAndCancelledWhileItIsNotInterrupted() throws Exception {
		Task<?> exits = this.corral.launch("exits", this::exit);
		Engine.until(() -> this.machine.exits.size() == 1);
		Task<?> polite = this.corral.launch("polite", () -> new CountDownLatch(1).await());
		Thread closer = Thread.ofPlatform().start(this.corral::close);
		this.time.untilParked(closer);
		this.time.advance(WAIT.minusSeconds(1));
		this.time.untilParked(closer);
		assertThat(polite.isDone()).isFalse();
		this.time.advance(Engine.SECOND);
		closer.join();
		assertThat(polite.isCancelled()).isTrue();
		assertThat(exits.cancel("again")).isFalse();
		assertThat(this.interrupted).isFalse();
	}

	@Test
	void taskThatBeginsToExitWhileTheLauncherClosesIsWaitedForUntilThen() throws Exception {
		this.machine.exiting = false;
		CountDownLatch work = new CountDownLatch(1);
		Task<?> task = this.corral.launch("exits", () -> {
			work.await();
			exit();
		});
		Thread closer = Thread.ofPlatform().start(this.corral::close);
		this.time.untilParked(closer);
		work.countDown();
		Engine.until(() -> this.machine.exits.size() == 1);
		this.machine.exiting = true;
		this.time.advance(Engine.SECOND);
		closer.join();
		assertThat(task.isDone()).isFalse();
		assertThat(this.interrupted).isFalse();
	}

	// The hook waits for the first closer, and the task for the hook
	@Test
	void taskInRuntimeExitIsNotWaitedForWhenAHookClosesWhileAnotherThreadDoes() throws Exception {
		this.machine.exiting = false;
		Task<?> task = this.corral.launch("exits", this::exit);
		Engine.until(() -> this.machine.exits.size() == 1);
		Thread closer = Thread.ofPlatform().start(this.corral::close);
		this.time.untilParked(closer);
		this.machine.exiting = true;
		Thread hook = Thread.ofPlatform().start(this.corral::close);
		hook.join();
		closer.join();
		assertThat(task.isDone()).isFalse();
		assertThat(this.interrupted).isFalse();
	}

	@Test
	void taskIsWaitedForAsUsualWhileTheMachineDoesNotExit() throws Exception {
		this.machine.exiting = false;
		Task<?> task = this.corral.launch("exits", this::exit);
		Engine.until(() -> this.machine.exits.size() == 1);
		Thread closer = Thread.ofPlatform().start(this.corral::close);
		this.time.untilParked(closer);
		this.time.advance(WAIT);
		Engine.until(task::isDone);
		this.time.untilParked(closer);
		this.time.advance(GRACE);
		closer.join();
	}

	private static Thread threadOf(Task<?> task) {
		Thread thread = ((SupervisedTask<?>) task).thread;
		return (thread != null) ? thread : Thread.currentThread();
	}

	// As Runtime.exit does: an interrupt does not end it
	private void exit() {
		this.machine.exits.add(Thread.currentThread());
		while (!this.halted.get()) {
			LockSupport.park();
			this.interrupted.compareAndSet(false, Thread.interrupted());
		}
	}

	/** Shows some threads in {@link Runtime#exit}. */
	private static final class ExitingMachine extends DelegatingBackend {

		private static final StackTraceElement[] EXIT = { new StackTraceElement("java.lang.Shutdown", "exit", null, 1),
				new StackTraceElement("java.lang.Runtime", "exit", null, 1),
				new StackTraceElement("java.lang.System", "exit", null, 1) };

		private final Set<Thread> exits = ConcurrentHashMap.newKeySet();

		private volatile boolean exiting = true;

		private ExitingMachine(FakeBackend time) {
			super(time);
		}

		@Override
		public boolean isExiting() {
			return this.exiting;
		}

		@Override
		public StackTraceElement[] stackOf(Thread thread) {
			return this.exits.contains(thread) ? EXIT : super.stackOf(thread);
		}

	}

}
