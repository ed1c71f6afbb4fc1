package dev.corral.catalogue;

/** What the rows of a group have in common. */
enum Pattern {

	/** One of the classic cases. */
	CLASSIC,

	/** A lock that is taken twice or never given back. */
	DOUBLE_LOCK,

	/** Two locks taken in both orders. */
	LOCK_ORDER,

	/** A second read behind a writer that waits for the first. */
	READER_WRITER_READER,

	/** Nothing but channels. */
	CHANNEL,

	/** Channels and a context to be cancelled. */
	CHANNEL_CONTEXT,

	/** Channels used under a lock. */
	CHANNEL_LOCK,

	/** Wait-groups and condition variables. */
	WAIT_GROUP,

	/** A mistake in a few lines. */
	MICRO,

	/** Waits for what may still come. */
	PATIENT,

	/** Is woken by what the garbage collector has run: finalizers and cleaners. */
	WOKEN,

	/**
	 * Holds itself what wakes it when the garbage collector runs that. ZGC may never run
	 * the finalizer of what the stack of a virtual thread holds when it reaches that
	 * thread (JDK 25): the task then stays as it is.
	 */
	SELF_WOKEN,

	/** Sleeps, or waits for a limited time. */
	TIMED

}
