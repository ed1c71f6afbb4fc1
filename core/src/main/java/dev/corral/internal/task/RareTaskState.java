package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.limit.HeldSlots;
import dev.corral.internal.watch.LeakState;

/**
 * What only few tasks need: those that are cancelled, watched, limited, restarted, or
 * open scopes. It belongs to one task, which makes it when it is first needed.
 */
final class RareTaskState {

	private static final VarHandle INTERRUPTED_AT;

	private static final VarHandle HELD_SLOTS;

	private static final VarHandle WATCH;

	private static final VarHandle CALLBACKS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			INTERRUPTED_AT = lookup.findVarHandle(RareTaskState.class, "interruptedAt", long.class);
			HELD_SLOTS = lookup.findVarHandle(RareTaskState.class, "heldSlots", HeldSlots.class);
			WATCH = lookup.findVarHandle(RareTaskState.class, "watch", LeakState.class);
			CALLBACKS = lookup.findVarHandle(RareTaskState.class, "callbacks", Callbacks.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Attempts that were followed by another; written by the task's own thread. */
	volatile int restarts;

	/** From when the grace counts; set once, by whoever asks for the interrupt. */
	private volatile long interruptedAt;

	/** The thread that is inside the interrupt; written by that thread. */
	volatile @Nullable Thread interrupter;

	/** Written under the lock of the deadlines. */
	volatile int heapIndex;

	/** Guarded by the lock of the deadlines. */
	long due;

	/** How deep the task's own thread stands in our close or join. */
	volatile int waitingForChildren;

	/** Scopes the body opened and has not closed; set by the task's own thread. */
	volatile @Nullable OpenedScopes opened;

	/** Set once, by whoever first gives the task more than its slot of the launcher. */
	private volatile @Nullable HeldSlots heldSlots;

	/** Set once, by the watcher or the callback executor. */
	private volatile @Nullable LeakState watch;

	/** Set once, by whoever first asks to be called at the outcome. */
	private volatile @Nullable Callbacks callbacks;

	long interruptedAt() {
		return this.interruptedAt;
	}

	boolean tryInterruptAt(long nanos) {
		return INTERRUPTED_AT.compareAndSet(this, 0, nanos);
	}

	@Nullable HeldSlots heldSlotsIfAny() {
		return this.heldSlots;
	}

	HeldSlots heldSlots() {
		HeldSlots known = this.heldSlots;
		if (known != null) {
			return known;
		}
		HeldSlots fresh = new HeldSlots();
		HeldSlots other = (HeldSlots) HELD_SLOTS.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	@Nullable LeakState leakStateIfAny() {
		return this.watch;
	}

	LeakState watch() {
		LeakState seen = this.watch;
		if (seen != null) {
			return seen;
		}
		LeakState fresh = new LeakState();
		LeakState other = (LeakState) WATCH.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	@Nullable Callbacks callbacksIfAny() {
		return this.callbacks;
	}

	Callbacks callbacks(CallbackExecutor executor) {
		Callbacks seen = this.callbacks;
		if (seen != null) {
			return seen;
		}
		Callbacks fresh = new Callbacks(executor);
		Callbacks other = (Callbacks) CALLBACKS.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

}
