package dev.corral.testing;

import dev.corral.internal.callback.Waiters;
import dev.corral.internal.simulation.Simulation;

/** A latch on simulated time: closed until it is opened. */
public final class Gate {

	private final Simulation simulation;

	private final Waiters waiters = new Waiters();

	private boolean open;

	public Gate(Simulation simulation) {
		this.simulation = simulation;
	}

	public void await() throws InterruptedException {
		this.waiters.await(this.simulation, Long.MAX_VALUE, this, () -> this.open);
	}

	// Hears no interrupt until the gate is open, and has the flag then
	public void awaitWhateverComes() {
		this.waiters.awaitKeepingInterrupt(this.simulation, Long.MAX_VALUE, this, () -> this.open);
	}

	public void open() {
		this.open = true;
		this.waiters.wakeAll(this.simulation);
	}

}
