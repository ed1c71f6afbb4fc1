package dev.corral;

/** Makes sure of stack before a step that must not stop halfway. */
final class Headroom {

	private static final int FRAMES = 24;

	private Headroom() {
	}

	/**
	 * Returns when there is stack for a step of a few calls.
	 * @throws StackOverflowError when there is not; nothing has happened yet
	 */
	static void require() {
		if (depth(FRAMES, 1, 2, 3, 4) == 0) {
			throw new IllegalStateException("no frame was counted");
		}
	}

	// The parameters make the frames of compiled code as large as those they stand for
	private static long depth(int left, long one, long two, long three, long four) {
		return (left == 0) ? one + two + three + four : 1 + depth(left - 1, two, three, four, one);
	}

}
