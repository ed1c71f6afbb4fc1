package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * What a registry stripe links: today the task itself. The links and the flag belong to
 * the stripe and are touched under its lock only.
 */
abstract class Node {

	@Nullable Node previous;

	@Nullable Node next;

	boolean linked;

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
