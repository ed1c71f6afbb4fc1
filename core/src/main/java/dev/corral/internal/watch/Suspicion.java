package dev.corral.internal.watch;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LeakReason;

/**
 * Judges one old task by successive looks at its thread. To be used by one thread.
 * <p>
 * In an untimed wait at the same frames in two looks running is {@link LeakReason#STUCK};
 * never seen in an untimed wait, in two looks at least, is {@link LeakReason#RUNAWAY}.
 * Any other look ends the suspicion.
 */
public final class Suspicion {

	private static final int LOOKS = 2;

	/** The frames of the last look when it showed an untimed wait. */
	private StackTraceElement @Nullable [] waitedAt;

	private boolean everWaited;

	private int looksWithoutWait;

	/**
	 * Adds one more look.
	 * @param state the state of the task's thread
	 * @param frames its frames at that moment, innermost first
	 * @return what the task is suspected of now, {@code null} for nothing
	 */
	public @Nullable LeakReason look(Thread.State state, StackTraceElement[] frames) {
		if (state == Thread.State.WAITING || state == Thread.State.BLOCKED) {
			this.everWaited = true;
			return lookInVain(frames);
		}
		this.waitedAt = null;
		this.looksWithoutWait = Math.min(LOOKS, this.looksWithoutWait + 1);
		return (!this.everWaited && this.looksWithoutWait == LOOKS) ? LeakReason.RUNAWAY : null;
	}

	/**
	 * Adds a look at a thread whose state is not known, but which stands still.
	 * @param frames what was seen
	 * @return what the task is suspected of now, {@code null} for nothing
	 */
	public @Nullable LeakReason lookInVain(StackTraceElement[] frames) {
		boolean same = Arrays.equals(this.waitedAt, frames);
		this.waitedAt = frames;
		return same ? LeakReason.STUCK : null;
	}

}
