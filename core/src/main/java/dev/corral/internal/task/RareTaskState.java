package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.failure.JoinFailures;
import dev.corral.internal.limit.HeldSlots;
import dev.corral.internal.util.VarHandles;
import dev.corral.internal.watch.LeakState;

/**
 * Rarely used state of one task, created when it is first needed: by a task that is
 * cancelled, watched, limited or restarted, or that opens scopes.
 */
final class RareTaskState {

	private static final VarHandle INTERRUPTED_AT = VarHandles.of(MethodHandles.lookup(), "interruptedAt", long.class);

	private static final VarHandle HELD_SLOTS = VarHandles.of(MethodHandles.lookup(), "heldSlots", HeldSlots.class);

	private static final VarHandle LEAK_STATE = VarHandles.of(MethodHandles.lookup(), "leakState", LeakState.class);

	private static final VarHandle CALLBACKS = VarHandles.of(MethodHandles.lookup(), "callbacks", Callbacks.class);

	/** Set once, by the task's own thread, when it is restarted or times its attempts. */
	volatile @Nullable Attempts attempts;

	/**
	 * From when the grace counts; set once, by the thread that requests the interrupt.
	 */
	volatile long interruptedAt;

	/**
	 * The outcome that asks for an interrupt, written before it is decided; the last one
	 * of several.
	 */
	volatile @Nullable Outcome<?> interruptFor;

	/**
	 * The outcome that asks for no interrupt, written before it is decided; the last one
	 * of several.
	 */
	private volatile @Nullable Outcome<?> uninterruptedFor;

	/** Whether the watcher has seen the task decided and not published; for it alone. */
	boolean seenUnpublished;

	/** The thread that is inside the interrupt; written by that thread. */
	volatile @Nullable Thread interrupter;

	/** Whether nobody interrupts it; written by the closer of the launcher. */
	volatile boolean spared;

	/**
	 * The thread that does the end of the task, when its own had to leave; written by
	 * that thread.
	 */
	volatile @Nullable Thread completer;

	/** Written under the lock of the deadlines. */
	volatile int heapIndex;

	/** Guarded by the lock of the deadlines. */
	long due;

	/** How many nested calls of our close or join the task's own thread is in. */
	volatile int waitingForChildren;

	/** What joins have thrown at it; for the task's own thread. */
	@Nullable JoinFailures joinFailures;

	/** Scopes the body opened and has not closed; set by the task's own thread. */
	volatile @Nullable OpenedScopes opened;

	/** Set once, when the task first gets more than its slot of the launcher. */
	volatile @Nullable HeldSlots heldSlots;

	/** Set once, by the watcher or the callback executor. */
	volatile @Nullable LeakState leakState;

	/** Set once, by the first registration for the outcome. */
	volatile @Nullable Callbacks callbacks;

	// By the task's own thread, which alone opens scopes in it, and by their closers
	OpenedScopes opened() {
		if (this.opened == null) {
			this.opened = new OpenedScopes();
		}
		return Objects.requireNonNull(this.opened);
	}

	// By the task's own thread, first
	Attempts attempts() {
		if (this.attempts == null) {
			this.attempts = new Attempts();
		}
		return Objects.requireNonNull(this.attempts);
	}

	void prepareInterrupt(@Nullable Outcome<?> outcome, boolean interrupt) {
		if (interrupt) {
			this.interruptFor = outcome;
		}
		else {
			this.uninterruptedFor = outcome;
		}
	}

	// Whether nobody interrupts the task for that outcome, as far as is known
	@SuppressWarnings("ReferenceEquality")
	boolean isUninterrupted(Outcome<?> outcome) {
		return this.uninterruptedFor == outcome && this.interruptedAt == 0;
	}

	boolean tryInterruptAt(long nanos) {
		return INTERRUPTED_AT.compareAndSet(this, 0, nanos);
	}

	HeldSlots heldSlots() {
		if (this.heldSlots == null) {
			HELD_SLOTS.compareAndSet(this, null, new HeldSlots());
		}
		return Objects.requireNonNull(this.heldSlots);
	}

	LeakState leakState() {
		if (this.leakState == null) {
			LEAK_STATE.compareAndSet(this, null, new LeakState());
		}
		return Objects.requireNonNull(this.leakState);
	}

	Callbacks callbacks(CallbackExecutor executor) {
		if (this.callbacks == null) {
			CALLBACKS.compareAndSet(this, null, new Callbacks(executor));
		}
		return Objects.requireNonNull(this.callbacks);
	}

}
