package dev.corral.chaos.jvm;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A platform thread that makes the same calls again and again, until the round has
 * stopped.
 */
final class RepeatedCall {

	final Thread thread;

	private final BooleanSupplier stopped;

	private final BooleanSupplier paused;

	private final Consumer<String> faults;

	/** When the call began that has not returned, zero between two calls. */
	volatile long since;

	RepeatedCall(Program.Body body, BooleanSupplier stopped, BooleanSupplier paused, Consumer<String> faults) {
		this.stopped = stopped;
		this.paused = paused;
		this.faults = faults;
		this.thread = Thread.ofPlatform().daemon().start(() -> repeat(body));
	}

	private void repeat(Program.Body body) {
		while (!this.stopped.getAsBoolean()) {
			if (this.paused.getAsBoolean()) {
				LockSupport.parkNanos(CarriersHeld.PAUSE);
				continue;
			}
			this.since = System.nanoTime();
			try {
				body.run();
			}
			catch (RejectedExecutionException ex) {
				// The launcher is full or closed
			}
			catch (Throwable ex) {
				this.faults.accept("a call threw " + Program.text(ex));
				return;
			}
			this.since = 0;
			LockSupport.parkNanos(200_000);
		}
	}

	@Override
	public String toString() {
		return "at " + CarriersHeld.place(this.thread);
	}

}
