package dev.corral;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.corral.snapshot.Printable;
import dev.corral.time.Backend;

/** Whether a launcher still takes launches, and who waits for its last task. */
final class Shutdown {

	private final Backend backend;

	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Waiters waiters = new Waiters();

	Shutdown(Backend backend) {
		this.backend = backend;
	}

	void begin() {
		this.begun.set(true);
	}

	// False when another call closes, or has closed
	boolean tryClose() {
		return this.closed.compareAndSet(false, true);
	}

	// By a closer that has failed
	void closeAgain() {
		this.closed.set(false);
	}

	boolean hasBegun() {
		return this.begun.get();
	}

	void requireOpen(String what, String name) {
		if (hasBegun()) {
			throw new RejectedExecutionException(
					"launcher is closed, " + what + " \"" + Printable.of(name) + "\" was refused");
		}
	}

	void signalSettled() {
		if (hasBegun()) {
			this.waiters.wakeAll(this.backend);
		}
	}

	// A task that closes its own launcher does not wait for itself. Scopes are looked at
	// last: tasks are gone a moment before they leave theirs
	boolean awaitDrained(Launcher launcher, long until) throws InterruptedException {
		SupervisedTask<?> closer = SupervisedTask.current();
		int own = (closer != null && closer.launcher() == launcher) ? 1 : 0;
		return this.waiters.await(this.backend, until - this.backend.nanoTime(), launcher,
				() -> launcher.slotsTaken() <= own
						&& launcher.scopes().stream().noneMatch((scope) -> scope.members().isOver()));
	}

}
