package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskTimeoutException;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/**
 * What must hold after a failure of the virtual machine: counters balance, nothing is
 * live, slots are back, tasks run, timeouts fire, leaks are found, callbacks come, and
 * {@code close} returns in time. Only the public API is used.
 */
final class Afterwards {

	/** Short times, so that much can be tried. */
	static final CorralConfig CONFIG = CorralConfig.defaults()
		.withMaxLive(100)
		.withCancelGrace(Duration.ofMillis(100))
		.withCheckInterval(Duration.ofMillis(20))
		.withLeakAfter(Duration.ofSeconds(2))
		.withShutdownTimeout(Duration.ofMillis(50));

	/**
	 * A body that ends when it is interrupted. No latch of the JDK: one that met an
	 * exhausted heap polls from then on and hears no interrupt.
	 */
	static final TaskBody FOR_EVER = () -> {
		while (!Thread.interrupted()) {
			LockSupport.park();
		}
		throw new InterruptedException();
	};

	private static final Duration SOON = Duration.ofMillis(20);

	/** So many threads at most are lost with virtual threads that the JDK has lost. */
	static final int MAX_READERS = 8;

	private static final TaskFilter ALL = TaskFilter.all().withStacks(false);

	private final Corral corral;

	private final CorralConfig config;

	private final List<String> faults = new ArrayList<>();

	private Afterwards(Corral corral, CorralConfig config) {
		this.corral = corral;
		this.config = config;
	}

	/**
	 * Checks a launcher, and closes it.
	 * @param corral the launcher, in which nothing is left to run
	 * @param config how it was made
	 * @return what does not hold
	 */
	static List<String> faults(Corral corral, CorralConfig config) {
		Afterwards afterwards = new Afterwards(corral, config);
		afterwards.step("quiet", afterwards::nothingIsLeft);
		afterwards.step("names", afterwards::namesAddUp);
		afterwards.step("slots", afterwards::slotsAreBack);
		afterwards.step("tasks", afterwards::tasksAreSupervised);
		afterwards.step("close", afterwards::closeReturnsInTime);
		return afterwards.faults;
	}

	// Checks what takes no time: for between two tries
	static Optional<String> unrest(Corral corral) {
		return Program.until(() -> isQuiet(corral)) ? Optional.empty() : Optional.of(state(corral));
	}

	static boolean isQuiet(Corral corral) {
		Counts counts = corral.counts();
		return counts.launched() == counts.settled()
				&& counts.live() + counts.queued() + counts.ending() + counts.leaked() == 0
				&& corral.monitor().openScopes() == 0 && corral.monitor().launchesWaiting() == 0
				&& corral.monitor().count(ALL) == 0;
	}

	static String state(Corral corral) {
		StringBuilder text = new StringBuilder().append(corral.counts())
			.append(" with ")
			.append(corral.monitor().openScopes())
			.append(" open scopes, ")
			.append(corral.monitor().launchesWaiting())
			.append(" launches waiting and ")
			.append(corral.monitor().count(ALL))
			.append(" tasks in the registry");
		try (TaskCursor cursor = corral.monitor().tasks(TaskFilter.all())) {
			cursor.next().ifPresent((task) -> text.append(", such as ").append(shortText(task)));
		}
		return text.toString();
	}

	private static String shortText(TaskSnapshot task) {
		return task.name() + ' ' + task.status() + ' ' + task.stack().stream().limit(6).toList();
	}

	/**
	 * Waits for the threads of launchers that are closed.
	 * @return what does not hold
	 */
	static List<String> threadFaults() {
		List<String> left = new ArrayList<>();
		boolean gone = Program.until(() -> {
			left.clear();
			int[] readers = new int[1];
			Thread.getAllStackTraces().forEach((thread, stack) -> {
				if (thread.getName().startsWith("corral-")
						&& !(readsForEver(thread, stack) && readers[0]++ < MAX_READERS)) {
					left.add(thread.getName() + " at " + List.of(stack));
				}
			});
			return left.isEmpty();
		});
		return gone ? List.of() : List
			.of(left.size() + " threads are left though every launcher is closed, such as " + left.getFirst());
	}

	// Held by a virtual thread that the JDK has lost; nothing can end it
	private static boolean readsForEver(Thread thread, StackTraceElement[] stack) {
		return thread.getName().equals("corral-stacks") && Arrays.stream(stack)
			.anyMatch((frame) -> frame.getClassName().equals("java.lang.VirtualThread")
					&& frame.getMethodName().equals("asyncGetStackTrace"));
	}

	// A body that hears no interrupt
	static TaskBody deaf(CountDownLatch gate) {
		return () -> {
			while (gate.getCount() > 0) {
				try {
					gate.await();
				}
				catch (InterruptedException ex) {
					// Deaf
				}
			}
		};
	}

	private void step(String name, Program.Body body) {
		try {
			body.run();
		}
		catch (Throwable ex) {
			this.faults.add(name + " threw " + Program.text(ex));
		}
	}

	private boolean require(boolean holds, String otherwise) {
		if (!holds) {
			this.faults.add(otherwise);
		}
		return holds;
	}

	private void await(BooleanSupplier condition, String otherwise) {
		require(Program.until(condition, patience()), otherwise);
	}

	// After the first fault the others need not be sure
	private Duration patience() {
		return this.faults.isEmpty() ? Program.PATIENCE : Program.PATIENCE.dividedBy(5);
	}

	private void nothingIsLeft() {
		require(Program.until(() -> isQuiet(this.corral)), "something is left: " + state(this.corral));
		Counts counts = this.corral.counts();
		long outcomes = counts.succeeded() + counts.timedOut() + counts.cancelled();
		require(outcomes <= counts.settled() && outcomes + counts.panicked() >= counts.settled(),
				"there are more settled tasks than outcomes: " + counts);
	}

	private void namesAddUp() {
		Counts sum = this.corral.monitor().countsByName().values().stream().reduce(Counts.ZERO, Counts::plus);
		require(sum.equals(this.corral.counts()), "names do not add up: " + sum + " and " + this.corral.counts());
	}

	private void slotsAreBack() {
		CountDownLatch gate = new CountDownLatch(1);
		List<Task<?>> held = new ArrayList<>();
		try {
			int max = this.corral.monitor().maxLive();
			while (held.size() < max) {
				Optional<? extends Task<?>> task = this.corral.task("fills").tryLaunch(gate::await);
				if (task.isEmpty()) {
					break;
				}
				held.add(task.get());
			}
			require(held.size() == max, "only " + held.size() + " of " + max + " slots are back");
			require(held.size() < max || this.corral.task("fills").tryLaunch(gate::await).isEmpty(),
					"there are more slots than " + max);
		}
		finally {
			gate.countDown();
		}
		await(() -> held.stream().allMatch((task) -> task.status() == TaskStatus.SUCCEEDED),
				"of " + held.size() + " tasks that filled the slots not all succeeded");
	}

	// All at once, since most of it is waiting
	private void tasksAreSupervised() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		AtomicBoolean called = new AtomicBoolean();
		try (CancellationScope timed = this.corral.openScope("timed", ScopeConfig.failFast().timeout(SOON));
				CancellationScope cancelled = this.corral.openScope("cancelled")) {
			Task<?> timesOut = this.corral.task("times-out").timeout(SOON).launch(gate::await);
			Task<?> inTimed = timed.launch("times-out-with-scope", gate::await);
			Task<?> stuck = this.corral.task("stuck").leakAfter(SOON).launch(gate::await);
			Task<?> overdue = this.corral.launch("overdue", deaf(gate));
			Task<?> inCancelled = cancelled.launch("cancelled", gate::await);
			Task<?> panics = this.corral.launch("panics", () -> {
				throw new IllegalStateException("planted");
			});
			Task<?> platform = this.corral.task("platform").onPlatformThread().launch(() -> {
			});
			cancelled.onCancel(() -> called.set(true));
			this.corral.call("value", () -> 1);
			awaitStatus(platform, TaskStatus.SUCCEEDED);
			awaitStatus(panics, TaskStatus.PANICKED);
			cancelled.cancel("enough");
			awaitStatus(inCancelled, TaskStatus.CANCELLED);
			await(called::get, "a callback never came");
			Program.until(() -> overdue.status() == TaskStatus.RUNNING);
			overdue.cancel("enough");
			awaitStatus(timesOut, TaskStatus.TIMED_OUT);
			await(() -> inTimed.status().isSettled() && hasTimedOut(timed), "a timeout of a scope never fired");
			await(() -> verdictOf(stuck).isPresent(), "a leak was never found");
			await(() -> verdictOf(overdue).equals(Optional.of(LeakReason.OVERDUE)),
					"a cancelled task that ignored its interrupt was never OVERDUE: " + verdictOf(overdue));
		}
		finally {
			gate.countDown();
		}
		await(() -> isQuiet(this.corral), "something is left after the next tasks: " + state(this.corral));
	}

	private static boolean hasTimedOut(CancellationScope scope) {
		return scope.cause().filter(TaskTimeoutException.class::isInstance).isPresent();
	}

	private void awaitStatus(Task<?> task, TaskStatus status) {
		if (!Program.until(() -> task.status() == status, patience())) {
			this.faults.add("task " + task.name() + " is " + task.status() + " instead of " + status);
			task.cancel("checked");
		}
	}

	private Optional<LeakReason> verdictOf(Task<?> task) {
		return this.corral.monitor()
			.find(task.id())
			.flatMap((seen) -> Optional.ofNullable(seen.leak()))
			.map((leak) -> leak.reason());
	}

	private void closeReturnsInTime() throws InterruptedException {
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		TaskBody deaf = deaf(gate);
		this.corral.launch("deaf", () -> {
			begun.countDown();
			deaf.run();
		});
		require(begun.await(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS), "a task never began");
		closeInTime(this.corral, this.config).ifPresent(this.faults::add);
		try {
			this.corral.launch("late", () -> {
			});
			this.faults.add("a closed launcher takes launches");
		}
		catch (RejectedExecutionException ex) {
			// As it should
		}
		gate.countDown();
		await(() -> isQuiet(this.corral), "something is left after the close: " + state(this.corral));
	}

	/**
	 * Closes a launcher.
	 * @param corral the launcher
	 * @param config how it was made
	 * @return what does not hold
	 */
	static Optional<String> closeInTime(Corral corral, CorralConfig config) {
		long limit = config.shutdownTimeout().plus(config.cancelGrace()).plus(Program.SLACK).toMillis();
		AtomicLong took = new AtomicLong();
		List<String> thrown = new CopyOnWriteArrayList<>();
		Thread closer = Thread.ofPlatform().daemon().start(() -> {
			long begun = System.nanoTime();
			try {
				corral.close();
			}
			catch (Throwable ex) {
				thrown.add("close() threw " + Program.text(ex));
			}
			took.set(Program.millisSince(begun));
		});
		if (!Program.until(() -> !closer.isAlive(), Program.PATIENCE.plusMillis(limit))) {
			return Optional.of("close() does not return, its limit is " + limit + " ms: "
					+ List.of(closer.getStackTrace()).stream().limit(8).toList());
		}
		if (!thrown.isEmpty()) {
			return Optional.of(thrown.getFirst());
		}
		long millis = took.get();
		return (millis > limit) ? Optional.of("close() took " + millis + " ms, its limit is " + limit + " ms")
				: Optional.empty();
	}

}
