package dev.corral;

/** Runs what is worth trying but must not fail its caller, such as a log line. */
final class Quietly {

	private Quietly() {
	}

	static void nothing() {
	}

	static void run(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			// Nothing is left that could be told of it
		}
	}

}
