package dev.corral.internal.task;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.attempt.AttemptDeadline;
import dev.corral.internal.callback.Lane;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.platform.Backend;

/**
 * Interrupts tasks on a lane of its own. An interrupt is user code: it closes the channel
 * that the body blocks in, and on some virtual machines it does not return before the
 * body reacts. Thread-safe.
 */
public final class Interrupts {

	/** From this JDK on, an interrupt sets the flag before it closes the channel. */
	private static final int FLAG_FIRST = 24;

	private static final Duration TIME_LIMIT = Duration.ofMillis(5);

	private static final Duration TIME_LIMIT_WHEN_HELD = Duration.ofMillis(1);

	private static final boolean WAKES_HANGING = Runtime.version().feature() >= FLAG_FIRST;

	private final Backend backend;

	private final Lane lane;

	public Interrupts(Backend backend, LaneWatch watch) {
		this.backend = backend;
		this.lane = new Lane(backend, "corral-interrupts", watch, TIME_LIMIT, TIME_LIMIT_WHEN_HELD, Integer.MAX_VALUE);
	}

	// Returns at once. The task is skipped if its body has ended by then
	void request(SupervisedTask<?> task) {
		this.lane.execute(new Interrupt(task, null));
	}

	// The same for one attempt, which is skipped if it has ended by then
	public void request(SupervisedTask<?> task, AttemptDeadline attempt) {
		this.lane.execute(new Interrupt(task, attempt));
	}

	// By the thread of the lane, unless the body has unwound or was interrupted before
	public void interrupt(SupervisedTask<?> task) {
		Thread thread = task.thread;
		if (thread == null || !task.tryStartInterrupt()) {
			return;
		}
		try {
			interrupt(task, thread);
		}
		finally {
			task.markInterrupted();
			this.backend.unpark(thread);
		}
	}

	// By the thread of the lane. A task that has its outcome has an interrupt of its own
	public void interrupt(SupervisedTask<?> task, AttemptDeadline attempt) {
		Thread thread = task.thread;
		if (thread == null || task.isDone() || !attempt.tryStartInterrupt()) {
			return;
		}
		try {
			interrupt(task, thread);
		}
		finally {
			attempt.markInterrupted();
			this.backend.unpark(thread);
		}
	}

	/**
	 * Whether the interrupt flag is set, or will be because the interrupt that belongs to
	 * the outcome has not begun. By the task's own thread, when its body has thrown.
	 * @param task the task
	 * @return {@code false} when the body has swallowed the interrupt, or there is none
	 */
	static boolean isFlagged(SupervisedTask<?> task) {
		// In this order: a body that answers its end has the outcome behind it, and an
		// interrupt that has returned by the second line shows in the third
		Outcome<?> outcome = task.decided();
		int phase = task.phase();
		if (Thread.currentThread().isInterrupted()) {
			return true;
		}
		RareTaskState rare = task.rareState;
		return outcome != null && phase == TaskState.RUNNING && (rare == null || !rare.isUninterrupted(outcome));
	}

	private static void interrupt(SupervisedTask<?> task, Thread thread) {
		RareTaskState state = task.rareState();
		state.interrupter = Thread.currentThread();
		try {
			thread.interrupt();
		}
		finally {
			state.interrupter = null;
		}
	}

	boolean isIdle() {
		return this.lane.isIdle();
	}

	// What was requested is still done
	public void stop() {
		this.lane.stop();
	}

	/** The interrupt of one task, or of one attempt. */
	private final class Interrupt implements LaneWatch.HeldCall {

		private final SupervisedTask<?> task;

		private final @Nullable AttemptDeadline attempt;

		private Interrupt(SupervisedTask<?> task, @Nullable AttemptDeadline attempt) {
			this.task = task;
			this.attempt = attempt;
		}

		@Override
		public void run() {
			if (this.attempt != null) {
				interrupt(this.task, this.attempt);
			}
			else {
				interrupt(this.task);
			}
		}

		// The flag is set by then, so that a body which parks can see it
		@Override
		public void onHeld() {
			Thread thread = this.task.thread;
			if (WAKES_HANGING && thread != null) {
				Interrupts.this.backend.unpark(thread);
			}
		}

		@Override
		public String toString() {
			return "the interrupt of " + this.task;
		}

	}

}
