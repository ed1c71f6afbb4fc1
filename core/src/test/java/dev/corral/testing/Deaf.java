package dev.corral.testing;

import java.util.concurrent.CountDownLatch;

/** Waits that no interrupt ends. */
public final class Deaf {

	private Deaf() {
	}

	// Until the latch is open; the interrupt flag is kept
	public static void await(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				latch.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
