package dev.corral.chaos;

import org.jspecify.annotations.Nullable;

import dev.corral.RecoveryHandler;
import dev.corral.TaskBody;
import dev.corral.monitor.Panic;

/** A body and recovery handler that throws from every method. */
final class HostileObject implements TaskBody, RecoveryHandler {

	@Override
	public void run() {
		throw new IllegalStateException("planted");
	}

	@Override
	public void recover(Panic panic) {
		throw new IllegalStateException("planted");
	}

	@Override
	public String toString() {
		throw new IllegalStateException("planted");
	}

	@Override
	public int hashCode() {
		throw new IllegalStateException("planted");
	}

	@Override
	public boolean equals(@Nullable Object other) {
		throw new IllegalStateException("planted");
	}

}
