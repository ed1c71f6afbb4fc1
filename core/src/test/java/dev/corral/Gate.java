package dev.corral;

import dev.corral.internal.callback.Waiters;

/** A latch on simulated time: closed until it is opened. */
final class Gate {

	private final Simulation simulation;

	private final Waiters waiters = new Waiters();

	private boolean open;

	Gate(Simulation simulation) {
		this.simulation = simulation;
	}

	void await() throws InterruptedException {
		this.waiters.await(this.simulation, Long.MAX_VALUE, this, () -> this.open);
	}

	// Hears no interrupt until the gate is open, and has the flag then
	void awaitWhateverComes() {
		this.waiters.awaitKeepingInterrupt(this.simulation, Long.MAX_VALUE, this, () -> this.open);
	}

	void open() {
		this.open = true;
		this.waiters.wakeAll(this.simulation);
	}

}
