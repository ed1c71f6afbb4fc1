package dev.corral.internal.platform;

import java.time.Duration;
import java.util.function.Consumer;

/** Retries steps that fail with {@link OutOfMemoryError}. */
public final class MemoryRetry {

	/** The pause after a step has failed for lack of memory, in nanoseconds. */
	public static final long PAUSE = Duration.ofMillis(20).toNanos();

	/** More than any test and most outages need. */
	private static final int MOST_TRIES = 5_000;

	private static final Consumer<Runnable> RUN = Runnable::run;

	private MemoryRetry() {
	}

	/**
	 * Runs a step that may be repeated, by a thread that no other waits for.
	 * @param backend clock and parking
	 * @param step the step
	 * @throws OutOfMemoryError when there was no memory for a hundred seconds
	 */
	public static void run(Backend backend, Runnable step) {
		run(backend, RUN, step);
	}

	/**
	 * Does a step that may be repeated. The step is apart from what it works on, so that
	 * one made before serves all: to make one at the call takes memory.
	 * @param <T> the type of the subject
	 * @param backend clock and parking
	 * @param step the step, a constant
	 * @param subject what it works on
	 * @throws OutOfMemoryError when there was no memory for a hundred seconds
	 */
	public static <T> void run(Backend backend, Consumer<? super T> step, T subject) {
		run(backend, MOST_TRIES, step, subject);
	}

	/**
	 * The same with a number of tries. An interrupt of the calling thread shortens no
	 * pause, and is kept.
	 * @param <T> the type of the subject
	 * @param backend clock and parking
	 * @param most how often it is tried, twenty milliseconds apart
	 * @param step the step, a constant
	 * @param subject what it works on
	 * @throws OutOfMemoryError when there was no memory in the end
	 */
	public static <T> void run(Backend backend, int most, Consumer<? super T> step, T subject) {
		boolean interrupted = false;
		try {
			for (int tries = 1; !isDone(step, subject, tries == most); tries++) {
				interrupted |= Thread.interrupted();
				pause(backend, subject);
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static <T> boolean isDone(Consumer<? super T> step, T subject, boolean last) {
		try {
			step.accept(subject);
			return true;
		}
		catch (OutOfMemoryError ex) {
			if (last) {
				throw ex;
			}
			return false;
		}
	}

	@SuppressWarnings("ThreadPriorityCheck")
	private static void yieldIfPossible() {
		try {
			Thread.yield();
		}
		catch (OutOfMemoryError ex) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Waits for twenty milliseconds, or until the thread is unparked. Needs no memory: on
	 * JDK 25 a virtual thread that parks for a time may never go on when its wake-up
	 * cannot be scheduled, so it yields instead. To yield takes memory for the frames of
	 * the thread; without it, the thread keeps its carrier and looks again.
	 * @param backend clock and parking
	 * @param blocker what the thread waits for
	 */
	public static void pause(Backend backend, Object blocker) {
		if (!Thread.currentThread().isVirtual()) {
			backend.park(blocker, PAUSE);
			return;
		}
		long until = backend.nanoTime() + PAUSE;
		while (backend.nanoTime() < until) {
			yieldIfPossible();
		}
	}

}
