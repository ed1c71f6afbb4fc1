package dev.corral.internal.platform;

/** Runs steps whose failure must not reach the caller, such as log lines. */
public final class Guarded {

	private Guarded() {
	}

	public static void nothing() {
	}

	// One thread that cannot be woken must not keep others from being woken
	public static void unpark(Backend backend, Thread thread) {
		try {
			backend.unpark(thread);
		}
		catch (Throwable ex) {
			// No memory to schedule it; the next thread that wakes it succeeds
		}
	}

	public static void run(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			// There is no other way to report it
		}
	}

}
