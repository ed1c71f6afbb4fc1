package dev.corral.chaos;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskSpec;

/**
 * Interrupts that reach the engine's own threads, and bodies that end before their
 * interrupt has returned. Nothing may spin: processor time is compared with that of a
 * thread that does.
 */
final class StrayInterruptCases {

	private static final String HELPERS = "corral-";

	/** A thread that leaves when its interrupt takes too long. */
	private static final String IN_FLIGHT = "chaos-in-flight";

	private static final String CARRIERS = "ForkJoinPool-";

	/** Processor time that the thread to compare with spends. */
	private static final long SPIN_NANOS = 200_000_000;

	private StrayInterruptCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(new ChaosCase("stray-interrupt/helper-threads-once", (chaos) -> helpers(chaos, 1)),
				new ChaosCase("stray-interrupt/helper-threads-often", (chaos) -> helpers(chaos, 100)),
				new ChaosCase("stray-interrupt/helper-threads-by-a-body", StrayInterruptCases::byABody),
				new ChaosCase("stray-interrupt/helper-threads-while-a-callback-blocks",
						StrayInterruptCases::inACallback),
				new ChaosCase("stray-interrupt/helper-threads-during-close", StrayInterruptCases::duringClose),
				new ChaosCase("stray-interrupt/callbacks-that-interrupt-their-thread", StrayInterruptCases::callbacks),
				new ChaosCase("stray-interrupt/body-ends-before-its-interrupt-does-on-a-platform-thread",
						(chaos) -> inFlight(chaos, true)),
				new ChaosCase("stray-interrupt/body-ends-before-its-interrupt-does",
						(chaos) -> inFlight(chaos, false)));
	}

	private static void helpers(Chaos chaos, int times) throws Exception {
		chaos.open();
		chaos.othersGoOn();
		for (int i = 0; i < times; i++) {
			interruptHelpers();
		}
		mustNotSpin(HELPERS, 1);
	}

	private static void byABody(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		chaos.othersGoOn();
		corral.launch("hostile", StrayInterruptCases::interruptHelpers).join();
		chaos.othersGoOn();
	}

	private static void inACallback(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		CountDownLatch called = new CountDownLatch(1);
		scope.onCancel(() -> {
			called.countDown();
			chaos.hold();
		});
		scope.cancel("enough");
		scope.close();
		Await.until("the callback is called", called);
		interruptHelpers();
		chaos.othersGoOn();
		chaos.release();
		mustNotSpin(HELPERS, 1);
	}

	private static void duringClose(Chaos chaos) throws Exception {
		chaos.open();
		chaos.running("deaf", chaos::hold);
		interruptHelpers();
		chaos.closeLauncher();
		interruptHelpers();
	}

	private static void callbacks(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		AtomicInteger called = new AtomicInteger();
		for (int i = 0; i < 50; i++) {
			Task<?> task = chaos.running("hostile", () -> {
				TaskContext.current().onCancel(() -> {
					Thread.currentThread().interrupt();
					called.incrementAndGet();
				});
				chaos.park();
			});
			corral.monitor().cancel(task.id(), "enough");
		}
		Await.until(() -> "all are called, " + called + " were", () -> called.get() >= 50);
		mustNotSpin(HELPERS, 1);
	}

	// The body ends while its interrupt is still closing the channel
	private static void inFlight(Chaos chaos, boolean platform) throws Exception {
		Corral corral = chaos.open();
		CountDownLatch inUse = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		HostileChannel channel = new HostileChannel(() -> {
			closing.countDown();
			chaos.hold();
		});
		TaskSpec spec = corral.task("in-flight");
		Task<?> task = (platform ? spec.onPlatformThread() : spec).launch(() -> {
			if (platform) {
				Thread.currentThread().setName(IN_FLIGHT);
			}
			channel.useAndLeave(inUse, chaos.released());
		});
		Await.until("the channel is in use", inUse);
		chaos.withinTheGrace("task.cancel()", () -> task.cancel("enough"));
		Await.until("the interrupt closes the channel", closing);
		mustNotSpin(platform ? IN_FLIGHT : CARRIERS, 2);
		Await.until(() -> "the task settles or is OVERDUE, it is " + task.status(),
				() -> task.status().isSettled() || chaos.isOverdue(task));
		chaos.othersGoOn();
		chaos.release();
		Await.until(() -> "the task settles, it is " + task.status(), () -> task.status().isSettled());
	}

	private static void interruptHelpers() {
		named(HELPERS).forEach(Thread::interrupt);
	}

	private static Stream<Thread> named(String prefix) {
		return Thread.getAllStackTraces().keySet().stream().filter((thread) -> thread.getName().startsWith(prefix));
	}

	/**
	 * Lets a thread spin and checks that no other does.
	 * @param prefix how the names of the threads begin that are not to spin
	 * @param quarters how many quarters of the spinning thread's time each may spend
	 * @throws Exception when the thread that spins fails
	 */
	private static void mustNotSpin(String prefix, int quarters) throws Exception {
		ThreadMXBean beans = ManagementFactory.getThreadMXBean();
		Map<Long, Long> before = new HashMap<>();
		List<Thread> watched = named(prefix).toList();
		if (watched.isEmpty() && !prefix.equals(IN_FLIGHT)) {
			throw new AssertionError("no thread has a name that begins with " + prefix);
		}
		watched.forEach((thread) -> before.put(thread.threadId(), beans.getThreadCpuTime(thread.threadId())));
		long spent = Chaos.onItsOwnThread("spinning", () -> {
			long begun = beans.getCurrentThreadCpuTime();
			while (beans.getCurrentThreadCpuTime() - begun < SPIN_NANOS) {
				Thread.onSpinWait();
			}
			return beans.getCurrentThreadCpuTime() - begun;
		});
		for (Thread thread : watched) {
			long now = beans.getThreadCpuTime(thread.threadId());
			long grown = now - before.getOrDefault(thread.threadId(), 0L);
			if (now >= 0 && grown > spent / 4 * quarters) {
				throw new AssertionError(thread.getName() + " took " + grown / 1_000_000
						+ " ms while a spinning thread took " + spent / 1_000_000 + " ms");
			}
		}
	}

}
