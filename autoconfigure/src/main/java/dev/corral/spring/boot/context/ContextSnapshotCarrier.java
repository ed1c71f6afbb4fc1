package dev.corral.spring.boot.context;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

import dev.corral.ContextCarrier;

/**
 * Carries every thread local that has an accessor in Micrometer's context registry.
 * Thread-safe.
 */
final class ContextSnapshotCarrier implements ContextCarrier {

	private final ContextSnapshotFactory factory;

	/** The one instance that the factory returns whenever there is nothing to carry. */
	private final ContextSnapshot empty;

	ContextSnapshotCarrier(ContextSnapshotFactory factory) {
		this.factory = factory;
		this.empty = factory.captureFrom();
	}

	@Override
	@SuppressWarnings("ReferenceEquality")
	public @Nullable Context capture() {
		ContextSnapshot snapshot = this.factory.captureAll();
		if (snapshot == this.empty) {
			return null;
		}
		return () -> snapshot.setThreadLocals()::close;
	}

}
