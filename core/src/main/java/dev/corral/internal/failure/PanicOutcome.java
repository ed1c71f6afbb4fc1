package dev.corral.internal.failure;

import dev.corral.Outcome;

/** Makes the outcomes of tasks that have panicked. */
public final class PanicOutcome {

	/** For a panic that there is no memory to record. */
	private static final Outcome.Panicked<?> NO_MEMORY = new Outcome.Panicked<>(
			new OutOfMemoryError("there was no memory to record what the task has thrown"));

	private PanicOutcome() {
	}

	public static Outcome<?> of(Throwable thrown) {
		try {
			return new Outcome.Panicked<>(thrown);
		}
		catch (OutOfMemoryError ex) {
			return NO_MEMORY;
		}
	}

}
