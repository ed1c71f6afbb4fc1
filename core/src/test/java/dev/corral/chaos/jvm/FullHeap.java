package dev.corral.chaos.jvm;

import java.util.Arrays;

/** Takes the heap to the last bytes in one go. Used by one thread. */
final class FullHeap {

	private static final int LARGEST = 1 << 20;

	private static final byte[][] held = new byte[400_000][];

	private static int count;

	private FullHeap() {
	}

	/**
	 * Fills the heap.
	 * @param left about how many bytes stay free, a multiple of 16
	 */
	static void fill(int left) {
		int kept = left / 16;
		for (int i = 0; i < kept; i++) {
			hold(0);
		}
		for (int size = LARGEST; size > 0; size /= 4) {
			while (isHeld(size)) {
				// Until nothing of this size is left
			}
		}
		while (isHeld(0)) {
			// The rest
		}
		Arrays.fill(held, 0, kept, null);
	}

	private static boolean isHeld(int size) {
		try {
			hold(size);
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	private static void hold(int size) {
		held[count] = new byte[size];
		count++;
	}

	static void free() {
		Arrays.fill(held, 0, count, null);
		count = 0;
	}

}
