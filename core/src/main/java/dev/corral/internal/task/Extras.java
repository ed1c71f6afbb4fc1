package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.limit.Holding;
import dev.corral.internal.watch.Watch;

/**
 * What only few tasks need: those that are cancelled, watched, limited, restarted, or
 * open scopes. It belongs to one task, which makes it when it is first needed.
 */
final class Extras {

	private static final VarHandle INTERRUPTED_AT;

	private static final VarHandle HOLDING;

	private static final VarHandle WATCH;

	private static final VarHandle CALLBACKS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			INTERRUPTED_AT = lookup.findVarHandle(Extras.class, "interruptedAt", long.class);
			HOLDING = lookup.findVarHandle(Extras.class, "holding", Holding.class);
			WATCH = lookup.findVarHandle(Extras.class, "watch", Watch.class);
			CALLBACKS = lookup.findVarHandle(Extras.class, "callbacks", Callbacks.class);
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
	private volatile @Nullable Holding holding;

	/** Set once, by the watcher or the callback executor. */
	private volatile @Nullable Watch watch;

	/** Set once, by whoever first asks to be called at the outcome. */
	private volatile @Nullable Callbacks callbacks;

	long interruptedAt() {
		return this.interruptedAt;
	}

	boolean tryInterruptAt(long nanos) {
		return INTERRUPTED_AT.compareAndSet(this, 0, nanos);
	}

	@Nullable Holding holdingIfAny() {
		return this.holding;
	}

	Holding holding() {
		Holding known = this.holding;
		if (known != null) {
			return known;
		}
		Holding fresh = new Holding();
		Holding other = (Holding) HOLDING.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	@Nullable Watch watchIfAny() {
		return this.watch;
	}

	Watch watch() {
		Watch seen = this.watch;
		if (seen != null) {
			return seen;
		}
		Watch fresh = new Watch();
		Watch other = (Watch) WATCH.compareAndExchange(this, null, fresh);
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
