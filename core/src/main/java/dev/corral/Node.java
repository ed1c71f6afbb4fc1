package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * What a registry stripe holds: today the task itself. Its fields belong to the stripe.
 */
abstract class Node {

	/**
	 * Where it stands: the slots of a young chunk, or an old {@link Chunk}. Written under
	 * the stripe's lock, read by those that leave. Not the young chunk itself: launches
	 * write its counters, and whoever read them beside would wait for every launch.
	 */
	@Nullable Object home;

	/** The slot it has there. */
	short slot;

	/** Which steps of its life stand in the books; under the stripe's lock. */
	byte booked;

	/**
	 * The id of the task this node stands for.
	 * @return a positive number
	 */
	abstract long id();

	/**
	 * The task this node stands for.
	 * @return {@code null} when the task is gone but its record is not
	 */
	abstract @Nullable SupervisedTask<?> task();

}
