package dev.corral.internal.platform;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * All contact of the engine with the outside: clocks, threads and parking. Thread-safe.
 * Not for applications; tests put a fake in its place.
 */
public interface Backend {

	/**
	 * A monotonic clock for durations.
	 * @return nanoseconds from an origin in the past, never negative
	 */
	long nanoTime();

	/**
	 * How long a copy of the clock may serve in its place, where it is read very often.
	 * @return nanoseconds, 0 to read the clock each time
	 */
	default long clockTick() {
		return 0;
	}

	/**
	 * The wall clock, only to print.
	 * @return the time of day
	 */
	Instant now();

	/**
	 * Makes the thread of a task, not started.
	 * @param name the thread's name
	 * @param platform whether to make a platform thread
	 * @param body what it runs
	 * @return the thread
	 */
	Thread newTaskThread(String name, boolean platform, Runnable body);

	/**
	 * Makes a virtual thread for a call of the user's that belongs to no task, not
	 * started.
	 * @param name the thread's name
	 * @param call what it runs
	 * @return the thread
	 */
	Thread newCallThread(String name, Runnable call);

	/**
	 * Starts a platform daemon thread.
	 * @param name the thread's name
	 * @param body what it runs
	 * @return the thread, started
	 */
	Thread startDaemon(String name, Runnable body);

	/**
	 * Parks the calling thread until unparked, interrupted or, at the latest, after a
	 * time; may return spuriously.
	 * @param blocker what the thread waits for
	 * @param nanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
	 */
	void park(Object blocker, long nanos);

	/**
	 * Ends a park of a thread.
	 * @param thread the thread to wake
	 */
	void unpark(Thread thread);

	/**
	 * Lets others run before the calling thread goes on. A virtual thread is not
	 * time-sliced and would keep its carrier, and a platform thread would use up its time
	 * slices where there are more threads than cores. A virtual thread parks for a moment
	 * instead of yielding: on JDK 25 a carrier takes one that yields again and again from
	 * the queue it came from, before any that was started elsewhere.
	 */
	@SuppressWarnings("ThreadPriorityCheck")
	default void yieldNow() {
		if (Thread.currentThread().isVirtual()) {
			LockSupport.parkNanos(this, 1);
		}
		else {
			Thread.yield();
		}
	}

	/** Asks for a collection of the whole heap; returns when it is over. */
	default void collectGarbage() {
		System.gc();
	}

	/**
	 * What keeps the virtual machine from collecting a parked virtual thread that nothing
	 * can wake.
	 * @return the reason for people, {@code null} when it does collect them
	 */
	default @Nullable String proofObstacle() {
		return "this backend cannot tell whether threads are collected";
	}

	/**
	 * The class of what a thread waits for.
	 * @param thread the thread to look at
	 * @return a class name, {@code null} when the virtual machine does not know
	 */
	default @Nullable String waitsFor(Thread thread) {
		Object blocker = blocker(thread);
		return (blocker != null) ? blocker.getClass().getName() : null;
	}

	/**
	 * Reads the stack of any thread. The real backend waits two seconds at most for one
	 * that the virtual machine may have lost.
	 * @param thread the thread to look at
	 * @return its frames, innermost first; a single frame that says so when it does not
	 * answer or was not read
	 */
	default StackTraceElement[] stackOf(Thread thread) {
		return thread.getStackTrace();
	}

	/**
	 * Finds which threads wait for a lock that another thread holds. Takes time in
	 * proportion to all threads of the virtual machine.
	 * @return the waits that the virtual machine knows of
	 * @throws IOException when it cannot be asked
	 */
	default List<LockWait> lockWaits() throws IOException {
		return List.of();
	}

	/**
	 * What a thread is parked on.
	 * @param thread the thread to look at
	 * @return the blocker it gave, {@code null} when it is not parked or gave none
	 */
	default @Nullable Object blocker(Thread thread) {
		return LockSupport.getBlocker(thread);
	}

	/**
	 * Whether the virtual machine shuts down: its hooks run.
	 * @return {@code false} on a backend that does not know
	 */
	default boolean isExiting() {
		return false;
	}

}
