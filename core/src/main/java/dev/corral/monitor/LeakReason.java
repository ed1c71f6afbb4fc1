package dev.corral.monitor;

/** Why a live task counts as a leak. */
public enum LeakReason {

	/** Cancelled and interrupted, yet alive after the cancel grace. */
	OVERDUE(true),

	/**
	 * In an untimed wait at the same frames in two successive looks, or kept from its
	 * next attempt by a handler or listener.
	 */
	STUCK(false),

	/** Old, and never seen in an untimed wait. */
	RUNAWAY(false),

	/** Blocked for ever, as the garbage collector proved. */
	UNREACHABLE(true),

	/** On a cycle of locks with other threads. */
	DEADLOCKED(true);

	private final boolean certain;

	LeakReason(boolean certain) {
		this.certain = certain;
	}

	/**
	 * Whether a verdict with this reason is a fact and not a suspicion.
	 * @return {@code true} when certain
	 */
	public boolean isCertain() {
		return this.certain;
	}

}
