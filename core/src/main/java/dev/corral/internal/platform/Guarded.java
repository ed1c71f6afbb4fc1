package dev.corral.internal.platform;

/** Runs what is worth trying but must not fail its caller, such as a log line. */
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
			// No memory to schedule it; it looks again when somebody else wakes it
		}
	}

	public static void run(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			// There is no way left to report it
		}
	}

}
