package dev.corral.internal.task;

import java.time.Duration;

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
		this.lane.execute(new Interrupt(task));
	}

	// By the thread of the lane, unless the body has unwound or was interrupted before
	public void interrupt(SupervisedTask<?> task) {
		Thread thread = task.thread;
		if (thread == null || !task.tryStartInterrupt()) {
			return;
		}
		task.rareState().interrupter = Thread.currentThread();
		try {
			thread.interrupt();
		}
		finally {
			task.rareState().interrupter = null;
			task.markInterrupted();
			this.backend.unpark(thread);
		}
	}

	boolean isIdle() {
		return this.lane.isIdle();
	}

	// What was requested is still done
	public void stop() {
		this.lane.stop();
	}

	/** The interrupt of one task. */
	private final class Interrupt implements LaneWatch.HeldCall {

		private final SupervisedTask<?> task;

		private Interrupt(SupervisedTask<?> task) {
			this.task = task;
		}

		@Override
		public void run() {
			interrupt(this.task);
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
