package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/**
 * What a launcher must still do after any chaos, once every body and callback has been
 * released. Uses the public API only. Every failure is an {@link AssertionError} that
 * names what is missing.
 */
public final class Aftermath {

	/** Launchers with more slots are not filled up. */
	private static final int MOST_SLOTS = 5000;

	private static final Duration SHORT = Duration.ofMillis(30);

	private static final Duration LONGEST = Duration.ofSeconds(5);

	/** How much longer {@code close()} may take than its two limits. */
	private static final Duration SLACK = Chaos.SLACK;

	private Aftermath() {
	}

	/**
	 * Checks everything and closes the launcher.
	 * @param corral the launcher, open, nothing of the test running in it
	 * @param config what it was made with
	 * @throws Exception when the check is interrupted
	 */
	public static void check(Corral corral, CorralConfig config) throws Exception {
		quick(corral, config);
		slotsAreBack(corral, config);
		nothingIsLeft(corral);
		closes(corral, config);
	}

	/**
	 * Checks all but slots and close: counters, and that the next launch, timeout,
	 * callback and leaks come. The launcher stays open.
	 * @param corral the launcher, open, nothing of the test running in it
	 * @param config what it was made with
	 * @throws Exception when the check is interrupted
	 */
	public static void quick(Corral corral, CorralConfig config) throws Exception {
		nothingIsLeft(corral);
		probes(corral, config);
		nothingIsLeft(corral);
	}

	/**
	 * Checks that a launcher goes on while user code may still hold some of its tasks:
	 * the next launch, timeout, callback and leaks come.
	 * @param corral the launcher, open, with at least six free slots
	 * @param config what it was made with
	 * @throws Exception when the check is interrupted
	 */
	public static void probes(Corral corral, CorralConfig config) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try {
			nextLaunchesRun(corral);
			Task<?> timed = corral.task("aftermath-timeout").timeout(SHORT).launch(release::await);
			Duration leakAfter = least(config.leakAfter(), Duration.ofMillis(300));
			Task<?> leaking = corral.task("aftermath-leak").leakAfter(leakAfter).launch(release::await);
			Task<?> deaf = corral.launch("aftermath-overdue", () -> Await.ignoringInterrupts(release));
			awaitStatus("the next task runs", deaf, TaskStatus.RUNNING);
			deaf.cancel("to be overdue");
			nextScopeTimeoutFires(corral, release);
			awaitStatus("the next timeout fires", timed, TaskStatus.TIMED_OUT);
			awaitVerdict("the next leak is found", corral, leaking, null);
			leaking.cancel("found");
			awaitStatus("the next cancel ends its task", leaking, TaskStatus.CANCELLED);
			if (!config.cancelGrace().isZero()) {
				awaitVerdict("the next OVERDUE is found", corral, deaf, LeakReason.OVERDUE);
			}
			release.countDown();
			awaitStatus("a released task settles", deaf, TaskStatus.CANCELLED);
		}
		finally {
			release.countDown();
		}
	}

	/**
	 * Checks a launcher that the chaos has closed: everything has ended, its counters
	 * balance, it refuses launches, and closing it again does nothing.
	 * @param corral the launcher, closed
	 * @param config what it was made with
	 * @throws Exception when the check is interrupted
	 */
	public static void closed(Corral corral, CorralConfig config) throws Exception {
		timedClose(corral, config);
		nothingIsLeft(corral);
		if (!refuses(corral)) {
			throw new AssertionError("a closed launcher accepts a launch");
		}
	}

	/**
	 * Waits until no task and no scope is left and the counters balance.
	 * @param corral the launcher
	 * @throws InterruptedException when the check is interrupted
	 */
	public static void nothingIsLeft(Corral corral) throws InterruptedException {
		Await.until(() -> "counters balance, " + corral.counts(), () -> balances(corral.counts()));
		Await.until(() -> "no verdict stands, " + corral.counts(), () -> corral.counts().leaked() == 0);
		Await.until(() -> "no task is left, " + corral.monitor().count(TaskFilter.all()) + " are",
				() -> corral.monitor().count(TaskFilter.all()) == 0);
		Await.until(() -> "no scope is left, " + corral.monitor().scopes() + " are",
				() -> corral.monitor().openScopes() == 0);
		for (String name : corral.monitor().countsByName().keySet()) {
			Await.until(() -> "every verdict ended, " + name + " has " + corral.monitor().leaks(name),
					() -> corral.monitor().leaks(name).values().stream().allMatch((leaks) -> leaks.leaked() == 0));
		}
		Counts counts = corral.counts();
		if (counts.succeeded() + counts.timedOut() + counts.cancelled() + counts.panicked() < counts.settled()) {
			throw new AssertionError("tasks have settled without an outcome: " + counts);
		}
	}

	private static boolean balances(Counts counts) {
		return counts.live() == 0 && counts.queued() == 0 && counts.ending() == 0
				&& counts.launched() == counts.settled() + counts.unreachable();
	}

	private static void nextLaunchesRun(Corral corral) throws Exception {
		Task<Integer> virtual = corral.call("aftermath-call", () -> 1);
		Task<Integer> platform = corral.task("aftermath-platform").onPlatformThread().call(() -> 2);
		Await.until(() -> "the next launches run, they are " + virtual.status() + " and " + platform.status(),
				() -> virtual.isDone() && platform.isDone());
		if (virtual.join() + platform.join() != 3) {
			throw new AssertionError("the next launches return something else");
		}
		awaitStatus("the next task settles", virtual, TaskStatus.SUCCEEDED);
		awaitStatus("the next platform task settles", platform, TaskStatus.SUCCEEDED);
	}

	private static void nextScopeTimeoutFires(Corral corral, CountDownLatch release) throws Exception {
		for (Duration timeout = SHORT; !scopeTimeoutFires(corral, release, timeout); timeout = timeout
			.multipliedBy(4)) {
			if (timeout.compareTo(LONGEST) > 0) {
				throw new AssertionError("no launch in a scope comes before its timeout of " + timeout);
			}
		}
	}

	// False when the machine was so slow that the launch came after the timeout
	private static boolean scopeTimeoutFires(Corral corral, CountDownLatch release, Duration timeout) throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		try (CancellationScope scope = corral.openScope("aftermath", ScopeConfig.failFast().timeout(timeout))) {
			scope.onCancel(called::countDown);
			Task<?> child = scope.launch("aftermath-child", release::await);
			if (child.status() == TaskStatus.CANCELLED) {
				return false;
			}
			awaitStatus("the next scope timeout fires", child, TaskStatus.TIMED_OUT);
			Await.until("the next callback is called", called);
			return true;
		}
	}

	private static void awaitStatus(String what, Task<?> task, TaskStatus status) throws InterruptedException {
		Await.until(() -> what + ", it is " + task.status(), () -> task.status() == status);
	}

	private static void awaitVerdict(String what, Corral corral, Task<?> task, @Nullable LeakReason reason)
			throws InterruptedException {
		Await.until(() -> what + ", the task is " + corral.monitor().find(task.id()).map(TaskSnapshot::leak),
				() -> verdict(corral, task).filter((found) -> reason == null || found == reason).isPresent());
	}

	private static Optional<LeakReason> verdict(Corral corral, Task<?> task) {
		return corral.monitor()
			.find(task.id())
			.map(TaskSnapshot::leak)
			.map((leak) -> Objects.requireNonNull(leak).reason());
	}

	private static void slotsAreBack(Corral corral, CorralConfig config) throws Exception {
		int slots = corral.monitor().maxLive();
		if (slots == 0 || slots > MOST_SLOTS) {
			return;
		}
		CountDownLatch release = new CountDownLatch(1);
		List<Task<?>> holders = new ArrayList<>();
		try {
			Await.until(() -> "all slots are back, only " + holders.size() + " of " + slots + " are",
					() -> fill(corral, slots, release, holders));
			if (corral.task("aftermath-slot").tryLaunch(release::await).isPresent()) {
				throw new AssertionError("more tasks are accepted than the " + slots + " that the limit allows");
			}
			if (config.onFull() == OnFull.REJECT && !refuses(corral)) {
				throw new AssertionError("a launch above the limit of " + slots + " is accepted");
			}
		}
		finally {
			release.countDown();
		}
		for (Task<?> holder : holders) {
			awaitStatus("a released task settles", holder, TaskStatus.SUCCEEDED);
		}
	}

	private static boolean fill(Corral corral, int slots, CountDownLatch release, List<Task<?>> holders) {
		while (holders.size() < slots) {
			Optional<? extends Task<?>> holder = corral.task("aftermath-slot").tryLaunch(release::await);
			if (holder.isEmpty()) {
				return false;
			}
			holders.add(holder.get());
		}
		return true;
	}

	private static boolean refuses(Corral corral) {
		try {
			corral.launch("aftermath-refused", () -> {
			});
			return false;
		}
		catch (RejectedExecutionException ex) {
			return true;
		}
	}

	// A task that ignores interrupts makes close() use both of its limits
	private static void closes(Corral corral, CorralConfig config) throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try {
			corral.launch("aftermath-deaf", () -> {
				running.countDown();
				Await.ignoringInterrupts(release);
			});
			Await.until("the last task runs", running);
			timedClose(corral, config);
		}
		finally {
			release.countDown();
		}
		nothingIsLeft(corral);
		if (!refuses(corral)) {
			throw new AssertionError("a closed launcher accepts a launch");
		}
	}

	/**
	 * Closes a launcher on a thread of its own and checks how long that takes: at most
	 * shutdown timeout, cancel grace and a second.
	 * @param corral the launcher
	 * @param config what it was made with
	 * @throws Exception when the check is interrupted
	 */
	public static void timedClose(Corral corral, CorralConfig config) throws Exception {
		Duration longest = config.shutdownTimeout().plus(config.cancelGrace()).plus(SLACK);
		FutureTask<Boolean> closing = new FutureTask<>(() -> {
			corral.close();
			return true;
		});
		Thread.ofPlatform().daemon().name("aftermath-closer").start(closing);
		Duration patience = longest.plus(Await.LIMIT);
		Duration took = Await.timed(patience, closing::isDone);
		if (!closing.isDone()) {
			throw new AssertionError("close() has not returned after " + patience);
		}
		try {
			closing.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("close() threw " + ex.getCause(), ex.getCause());
		}
		if (took.compareTo(longest) > 0) {
			throw new AssertionError("close() took " + took + ", more than " + longest);
		}
	}

	private static Duration least(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
