package dev.corral.chaos;

/** Exhausts the stack of the calling thread. */
final class StackOverflow {

	private StackOverflow() {
	}

	static void cause() {
		if (deeper(1) == 0) {
			throw new AssertionError("the stack has no end");
		}
	}

	private static int deeper(int depth) {
		return (depth == 0) ? 0 : deeper(depth + 1) + 1;
	}

}
