package dev.corral.internal.leak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.LockWait;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Printable;

/**
 * Finds tasks on a cycle of locks, when a task is stuck on a lock. Used by the watcher
 * alone.
 */
public final class Deadlocks {

	/*-
	 * A dump of all threads costs much and does not show one moment. So one is taken when a
	 * task is newly stuck on a lock, then less and less often as long as one is. A cycle must be
	 * confirmed by a second dump in the next look, with the same locks and without progress of
	 * its threads. If each of them waited all the time between, all waited at once, and that is
	 * a deadlock.
	 */

	/** With more live tasks than this no dump is taken: it would fill memory and disk. */
	public static final int MAX_LIVE = 20_000;

	/** The maximum number of looks between two dumps while a task is stuck. */
	private static final int LONGEST_PAUSE = 64;

	/** The number of looks between two dumps when one has failed. */
	public static final int PAUSE_AFTER_FAILURE = 360;

	/**
	 * The pause after a dump, in multiples of the time it took; confirmations excepted.
	 */
	private static final int COST_FACTOR = 100;

	private final Backend backend;

	private final Registry<SupervisedTask<?>> registry;

	private final CallbackExecutor callbacks;

	private final Leaks leaks;

	/**
	 * Cycles that the look before saw, for this one to confirm; empty when there are
	 * none.
	 */
	private Map<Long, LockWait> unconfirmed = Map.of();

	/** Looks that pass before the next dump. */
	private int looksToGo;

	/** What {@code looksToGo} is set to after the next dump. */
	private int pause = 1;

	/** No dump before this time, in nanoseconds. */
	private long earliest = Long.MIN_VALUE;

	private boolean failed;

	public Deadlocks(Backend backend, Registry<SupervisedTask<?>> registry, CallbackExecutor callbacks, Leaks leaks) {
		this.backend = backend;
		this.registry = registry;
		this.callbacks = callbacks;
		this.leaks = leaks;
	}

	// Stuck on a lock: the only ones that can be on a cycle
	boolean concerns(SupervisedTask<?> task) {
		Thread thread = task.visibleThread();
		return task.leakReason() == LeakReason.STUCK && thread != null
				&& (thread.getState() == Thread.State.BLOCKED || isLock(this.backend.blocker(thread)));
	}

	// A latch and the permits of a semaphore have no owner
	private static boolean isLock(@Nullable Object blocker) {
		return blocker instanceof AbstractOwnableSynchronizer
				&& blocker.getClass().getNestHost() != CountDownLatch.class
				&& blocker.getClass().getNestHost() != Semaphore.class;
	}

	/**
	 * Makes one more look.
	 * @param stuck whether a task is stuck on a lock
	 * @param newlyStuck whether one is that was not at the look before
	 */
	void look(boolean stuck, boolean newlyStuck) {
		Map<Long, LockWait> toConfirm = this.unconfirmed;
		this.unconfirmed = Map.of();
		if (newlyStuck && !this.failed) {
			this.looksToGo = 0;
			this.pause = 1;
		}
		if (!stuck || this.registry.counts().live() > MAX_LIVE) {
			return;
		}
		if (!toConfirm.isEmpty()) {
			confirm(toConfirm, search());
		}
		else if (this.looksToGo > 0) {
			this.looksToGo--;
		}
		else if (this.backend.nanoTime() >= this.earliest) {
			this.looksToGo = this.pause;
			this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
			this.unconfirmed = search();
		}
	}

	private void confirm(Map<Long, LockWait> before, Map<Long, LockWait> now) {
		Map<Long, LockWait> both = new HashMap<>(now);
		both.entrySet().retainAll(before.entrySet());
		report(cycles(List.copyOf(both.values())));
	}

	/**
	 * Finds the threads that wait for each other in a circle. A thread waits for one
	 * lock, so following the waits from each thread once finds all cycles in linear time.
	 * @param waits who waits for whom; of two waits of a thread the first counts
	 * @return the waits that are on a cycle, by the thread that waits
	 */
	public static Map<Long, LockWait> cycles(List<LockWait> waits) {
		Map<Long, LockWait> byThread = new LinkedHashMap<>();
		waits.forEach((wait) -> byThread.putIfAbsent(wait.thread(), wait));
		Map<Long, LockWait> cycles = new LinkedHashMap<>();
		Set<Long> seen = new HashSet<>();
		for (LockWait start : byThread.values()) {
			List<LockWait> path = new ArrayList<>();
			LockWait wait = start;
			while (wait != null && seen.add(wait.thread())) {
				path.add(wait);
				wait = byThread.get(wait.owner());
			}
			int entry = (wait != null) ? path.indexOf(wait) : -1;
			if (entry >= 0) {
				path.subList(entry, path.size()).forEach((member) -> cycles.put(member.thread(), member));
			}
		}
		return cycles;
	}

	// Empty when it fails
	private Map<Long, LockWait> search() {
		long before = this.backend.nanoTime();
		try {
			Map<Long, LockWait> cycles = cycles(this.backend.lockWaits());
			this.failed = false;
			return cycles;
		}
		catch (Throwable ex) {
			this.looksToGo = PAUSE_AFTER_FAILURE;
			if (!this.failed) {
				this.callbacks.log(new LogLine(LogTopic.LEAK, Level.WARN,
						"Deadlocks are not looked for during the next {} check intervals (corral.leak.check-interval): "
								+ "the threads could not be dumped",
						PAUSE_AFTER_FAILURE, ex));
			}
			this.failed = true;
			return Map.of();
		}
		finally {
			long now = this.backend.nanoTime();
			this.earliest = now + COST_FACTOR * (now - before);
		}
	}

	private void report(Map<Long, LockWait> cycles) {
		Map<Long, String> names = new HashMap<>();
		Map<Long, SupervisedTask<?>> tasks = new HashMap<>();
		StripesCursor<SupervisedTask<?>> cursor = this.registry.cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null; task = cursor.next()) {
			Thread thread = task.visibleThread();
			if (thread != null && cycles.containsKey(thread.threadId())) {
				tasks.put(thread.threadId(), task);
				names.put(thread.threadId(), "task " + task.id() + " \"" + Printable.of(task.name()) + '"');
			}
		}
		tasks.forEach((id, task) -> {
			LockWait wait = cycles.get(id);
			Thread thread = task.visibleThread();
			if (wait != null && thread != null) {
				String holder = names.getOrDefault(wait.owner(), "thread " + wait.owner());
				this.leaks.found(task, LeakReason.DEADLOCKED, LeakEvidence.of(this.backend.stackOf(thread),
						Printable.of(wait.lock()) + " held by " + holder));
			}
		});
	}

}
