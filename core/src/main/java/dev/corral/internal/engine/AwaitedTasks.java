package dev.corral.internal.engine;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.render.LiveTasks;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOwner;

/**
 * Which tasks a closer of the launcher waits for. One for a launcher; used by the thread
 * that closes it.
 */
final class AwaitedTasks {

	/*-
	 * A closer does not wait for tasks that cannot end before it has returned:
	 *
	 *  - the task whose thread closes, or waits for the thread that closes
	 *  - tasks inside Runtime.exit, while the virtual machine shuts down: that waits for its hooks,
	 *    on a monitor or without a blocker
	 *  - tasks that wait for one of these, directly or through others: they are parked, with the task,
	 *    the scope or the executor that they wait for as their blocker
	 *
	 * Nobody signals that a task begins to wait or to exit, or that the virtual machine does, so the
	 * closer looks again while it waits.
	 * Of all tasks that it waits for it remembers one. As long as that is there, it need not walk
	 * over the others whenever a task leaves.
	 *
	 * No switch over types and no lambda: what the virtual machine links at their first use can
	 * fail for ever when there is no memory just then.
	 */

	/** How long a task counts as awaited before it is looked at again, in nanoseconds. */
	static final long LOOK = 100_000_000;

	/** Through how many others a task may wait for one that cannot end. */
	private static final int MAX_DEPTH = 8;

	/** How many tasks are looked at to find out whether one can end. */
	private static final int MAX_STEPS = 10_000;

	/** How many stacks are read in one walk over the tasks. */
	private static final int MAX_STACKS = 1_000;

	private final Registry<SupervisedTask<?>> registry;

	private final Backend backend;

	private final Limiter slots;

	/** The task on the thread that closes. */
	private @Nullable SupervisedTask<?> closer;

	/** The task on the thread that waits for the thread that closes. */
	private @Nullable SupervisedTask<?> waiting;

	/** Whether the virtual machine was seen to shut down, which has no end. */
	private boolean exiting;

	/** Whether tasks that were cancelled first are left out. */
	private boolean skipLongRunning;

	/** The id of a task that is waited for, 0 when none is known. */
	private long witness;

	/** Until when that need not be looked at again. */
	private long witnessUntil;

	private int steps;

	/** How many stacks may still be read in this walk. */
	private int stacks;

	AwaitedTasks(LiveTasks live, Limiter slots) {
		this.registry = live.registry();
		this.backend = live.environment().backend();
		this.slots = slots;
	}

	// By the thread that closes, on behalf of another when that waits for it
	void begin(@Nullable Thread waitingThread) {
		this.closer = CurrentTask.get();
		this.waiting = (waitingThread != null) ? CurrentTask.of(waitingThread) : null;
		this.exiting = false;
		this.skipLongRunning = false;
		this.witness = 0;
		look();
	}

	// Before each wait: the virtual machine may have begun to shut down
	void look() {
		if (!this.exiting && isExiting()) {
			this.exiting = true;
			this.witness = 0;
		}
	}

	// The next look may have the memory
	private boolean isExiting() {
		try {
			return this.backend.isExiting();
		}
		catch (OutOfMemoryError | LinkageError ex) {
			return false;
		}
	}

	void end() {
		this.closer = null;
		this.waiting = null;
	}

	@Nullable SupervisedTask<?> closer() {
		return this.closer;
	}

	@Nullable SupervisedTask<?> waiting() {
		return this.waiting;
	}

	// Whether tasks that were cancelled first are left out from now on
	void skipLongRunning(boolean value) {
		this.skipLongRunning = value;
		this.witness = 0;
	}

	// Whether there is a task that is cancelled before the closer waits for the others
	boolean hasLongRunning() {
		StripesCursor<SupervisedTask<?>> cursor = this.registry.cursor();
		SupervisedTask<?> task = cursor.next();
		while (task != null && !TaskOwner.isOfLongRunning(task)) {
			task = cursor.next();
		}
		return task != null;
	}

	// Whether it is worth looking at what tasks do
	private boolean someMayBeUnableToEnd() {
		return this.closer != null || this.waiting != null || this.exiting;
	}

	// How many there are of each name that has counters of its own: these are bounded
	Map<String, Integer> names() {
		Map<String, Integer> names = new HashMap<>();
		this.stacks = MAX_STACKS;
		StripesCursor<SupervisedTask<?>> cursor = this.registry.cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null; task = cursor.next()) {
			if (isAwaited(task)) {
				String name = task.counters.stats.name();
				names.put(name, names.getOrDefault(name, 0) + 1);
			}
		}
		return names;
	}

	// A launch that is not complete has a slot and is not met: it is waited for, too
	boolean areGone(boolean hooksRun) {
		if (hooksRun && !this.exiting) {
			this.exiting = true;
			this.witness = 0;
		}
		if (this.slots.taken() == 0) {
			return true;
		}
		long now = this.backend.nanoTime();
		if (this.witness != 0 && now < this.witnessUntil && this.registry.find(this.witness) != null) {
			return false;
		}
		int others = 0;
		this.stacks = MAX_STACKS;
		StripesCursor<SupervisedTask<?>> cursor = this.registry.cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null; task = cursor.next()) {
			if (isAwaited(task)) {
				this.witness = task.id();
				this.witnessUntil = now + LOOK;
				return false;
			}
			others++;
		}
		return this.slots.taken() <= others;
	}

	private boolean isAwaited(SupervisedTask<?> task) {
		if (this.skipLongRunning && TaskOwner.isOfLongRunning(task)) {
			return false;
		}
		this.steps = 0;
		return !someMayBeUnableToEnd() || !cannotEnd(task, MAX_DEPTH);
	}

	@SuppressWarnings("ReferenceEquality")
	private boolean cannotEnd(SupervisedTask<?> task, int depth) {
		return task == this.closer || task == this.waiting || isInExit(task)
				|| (depth > 0 && this.steps++ < MAX_STEPS && waitsInVain(task, depth - 1));
	}

	private boolean waitsInVain(SupervisedTask<?> task, int depth) {
		Thread thread = task.visibleThread();
		Object blocker = (thread != null) ? this.backend.blocker(thread) : null;
		if (blocker instanceof SupervisedTask<?> awaited) {
			return cannotEnd(awaited, depth);
		}
		if (blocker instanceof ScopeNode scope) {
			return cannotEnd(scope, depth);
		}
		return blocker instanceof ExecutorView view && cannotEnd(view.scope(), depth);
	}

	private boolean cannotEnd(ScopeNode scope, int depth) {
		for (SupervisedTask<?> task : scope.members().tasks()) {
			if (cannotEnd(task, depth)) {
				return true;
			}
		}
		for (ScopeNode below : scope.members().scopes()) {
			if (depth > 0 && cannotEnd(below, depth - 1)) {
				return true;
			}
		}
		return false;
	}

	// Before a walk that calls isInExit itself
	boolean looksForExits() {
		this.stacks = MAX_STACKS;
		look();
		return this.exiting;
	}

	/**
	 * Whether a task ends the virtual machine, and so waits for the hooks.
	 * @param task the task
	 * @return {@code true} when its stack shows {@link Runtime#exit}
	 */
	boolean isInExit(SupervisedTask<?> task) {
		Thread thread = (this.exiting && this.stacks > 0) ? task.visibleThread() : null;
		if (thread == null || this.backend.blocker(thread) != null) {
			return false;
		}
		this.stacks--;
		for (StackTraceElement frame : this.backend.stackOf(thread)) {
			if (frame.getMethodName().equals("exit") && frame.getClassName().equals("java.lang.Runtime")) {
				return true;
			}
		}
		return false;
	}

}
