package dev.corral;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.leak.LockCycles;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.Printable;
import dev.corral.time.Backend;
import dev.corral.time.LockWait;

/**
 * Looks for tasks on a cycle of locks, when something is stuck on a lock. Used by the
 * watcher alone.
 */
final class Deadlocks {

	/*-
	 * A dump of all threads costs much and is no picture of one moment. So it is taken only for
	 * a task that is newly stuck on a lock, then ever more seldom as long as one is; and a cycle
	 * counts when two dumps in looks running show it, with the same locks.
	 */

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	/** With more live tasks than this no dump is taken: it would fill memory and disk. */
	static final int MAX_LIVE = 20_000;

	/** At most so many looks lie between two dumps while something is stuck. */
	private static final int LONGEST_PAUSE = 64;

	private final Launcher launcher;

	private final Backend backend;

	/** Cycles of the last dump. */
	private Map<Long, LockWait> seen = Map.of();

	/** Whether the last dump showed a cycle for the first time. */
	private boolean unsure;

	/** Looks to the next dump. */
	private int rest;

	private int pause;

	private boolean failed;

	Deadlocks(Launcher launcher, Backend backend) {
		this.launcher = launcher;
		this.backend = backend;
	}

	// Stuck on a lock: the only ones that can be on a cycle
	boolean concerns(SupervisedTask<?> task) {
		LeakVerdict verdict = task.verdict();
		Thread thread = task.thread;
		return verdict != null && verdict.reason() == LeakReason.STUCK && thread != null
				&& (thread.getState() == Thread.State.BLOCKED || isLock(this.backend.blocker(thread)));
	}

	// Nobody owns a latch or the permits of a semaphore
	private static boolean isLock(@Nullable Object blocker) {
		return blocker instanceof AbstractOwnableSynchronizer
				&& blocker.getClass().getNestHost() != CountDownLatch.class
				&& blocker.getClass().getNestHost() != Semaphore.class;
	}

	/**
	 * Makes one more look.
	 * @param stuck whether it concerns a task
	 * @param anew whether it concerns one that it did not before
	 */
	void look(boolean stuck, boolean anew) {
		if (anew) {
			this.rest = 0;
			this.pause = 1;
		}
		if (!stuck || this.failed) {
			return;
		}
		if (this.unsure || this.rest == 0) {
			this.rest = this.pause;
			this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
			if (this.launcher.registry().counts().live() <= MAX_LIVE) {
				search();
			}
		}
		else {
			this.rest--;
		}
	}

	private void search() {
		Map<Long, LockWait> cycles;
		try {
			cycles = LockCycles.of(this.backend.lockWaits());
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			this.failed = true;
			Quietly.run(() -> logger.warn("Deadlocks are not looked for any more: threads could not be dumped", ex));
			return;
		}
		Map<Long, LockWait> again = new HashMap<>(cycles);
		again.entrySet().retainAll(this.seen.entrySet());
		this.unsure = again.size() < cycles.size();
		this.seen = cycles;
		if (!again.isEmpty()) {
			judge(LockCycles.of(List.copyOf(again.values())));
		}
	}

	private void judge(Map<Long, LockWait> cycles) {
		Map<Long, String> names = new HashMap<>();
		Map<Long, SupervisedTask<?>> tasks = new HashMap<>();
		StripesCursor cursor = this.launcher.registry().cursor(0, Long.MAX_VALUE - 1);
		for (SupervisedTask<?> task = cursor.next(); task != null; task = cursor.next()) {
			Thread thread = task.thread;
			if (thread != null && cycles.containsKey(thread.threadId())) {
				tasks.put(thread.threadId(), task);
				names.put(thread.threadId(), "task " + task.id() + " \"" + Printable.of(task.name()) + '"');
			}
		}
		tasks.forEach((id, task) -> {
			LockWait wait = cycles.get(id);
			Thread thread = task.thread;
			if (wait != null && thread != null) {
				String holder = names.getOrDefault(wait.owner(), "thread " + wait.owner());
				this.launcher.leaks()
					.found(task, LeakReason.DEADLOCKED,
							Evidence.of(thread.getStackTrace(), wait.lock() + " held by " + holder));
			}
		});
	}

}
