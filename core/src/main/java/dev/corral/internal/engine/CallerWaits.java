package dev.corral.internal.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Patience;
import dev.corral.internal.task.BlockedInJoin;
import dev.corral.internal.task.SupervisedTask;

/**
 * Threads that have launched a task above a limit and wait for it, each for one at most.
 * Thread-safe.
 */
final class CallerWaits {

	private final Backend backend;

	private final Set<Long> callers = new ConcurrentSkipListSet<>();

	CallerWaits(Backend backend) {
		this.backend = backend;
	}

	int size() {
		return this.callers.size();
	}

	boolean contains(Thread caller) {
		return this.callers.contains(caller.threadId());
	}

	// An addition that runs out of memory may have happened: it has to be forgotten, too
	void add(Thread caller) {
		this.callers.add(caller.threadId());
	}

	// No entry may stay, or its thread can never again launch above a limit
	void forget(Thread caller) {
		boolean forgotten = false;
		while (!forgotten) {
			try {
				this.callers.remove(caller.threadId());
				forgotten = true;
			}
			catch (OutOfMemoryError ex) {
				Patience.pause(this.backend, this);
			}
		}
	}

	/**
	 * Waits for a task that the calling thread has launched above a limit.
	 * @param task what was launched
	 * @param launching the task whose thread this is, {@code null} for none
	 */
	static void awaitAbove(SupervisedTask<?> task, @Nullable SupervisedTask<?> launching) {
		Slots slots = task.slots();
		if (slots == null || slots.caller() != Thread.currentThread()) {
			return;
		}
		BlockedInJoin.begin(launching);
		try {
			awaitGone(task);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			BlockedInJoin.end(launching);
		}
	}

	// The launching thread pays with its time, also without memory for a wait
	private static void awaitGone(SupervisedTask<?> task) throws InterruptedException {
		while (!task.isGone()) {
			try {
				task.awaitGone();
			}
			catch (OutOfMemoryError ex) {
				Patience.pause(task.environment().backend(), task);
			}
		}
	}

}
