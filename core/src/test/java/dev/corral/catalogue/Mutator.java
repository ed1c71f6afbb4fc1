package dev.corral.catalogue;

import java.util.Arrays;

/**
 * A thread that allocates as fast as it can, and keeps some of it for a while, so that
 * the garbage collector is busy with other things.
 */
final class Mutator implements AutoCloseable {

	private static final int KEPT = 256;

	private final Thread thread = new Thread(this::allocate, "mutator");

	private final Object[] kept = new Object[KEPT];

	private volatile int rounds;

	private volatile boolean stopped;

	private Mutator() {
	}

	static Mutator start() {
		Mutator mutator = new Mutator();
		mutator.thread.setDaemon(true);
		mutator.thread.start();
		return mutator;
	}

	private void allocate() {
		for (int i = 0; !this.stopped; i++) {
			int size = 16 << (i % 9);
			Object[] block = new Object[size];
			Arrays.setAll(block, (at) -> new byte[16]);
			this.kept[i % KEPT] = block;
			this.rounds = i;
		}
	}

	int rounds() {
		return this.rounds;
	}

	@Override
	public void close() {
		this.stopped = true;
		boolean interrupted = false;
		while (this.thread.isAlive()) {
			try {
				this.thread.join();
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
