package dev.corral.spring.boot;

import java.util.ArrayList;
import java.util.List;

import dev.corral.CallbackList;

/**
 * The callbacks of one kind, which are found after their launcher was made. Until all are
 * there, the launcher's list ends with a placeholder, which gets every call that the
 * missing ones should have got. Thread-safe.
 *
 * @param <T> the kind
 */
abstract class LateCallbacks<T> {

	/*-
	 * A callback may need the launcher, directly or through other beans. So the launcher is made
	 * without asking for callbacks. They are made when all singletons are there, or, if the
	 * launcher is made later than that, by the first call that meets the placeholder.
	 *
	 *  list: [placeholder] ──some beans found──> [beans…, placeholder] ──the rest──> [beans…]
	 *
	 * A placeholder knows the beans before it in the same list, for these have had the call.
	 */

	private final LateBeans<T> beans;

	private final CallbackList<T> list = new CallbackList<>();

	/**
	 * Whether no bean is missing; guarded by this object, like the list's replacement.
	 */
	private boolean complete;

	private int published;

	LateCallbacks(LateBeans<T> beans) {
		this.beans = beans;
	}

	// After construction: a placeholder knows this object
	final void open() {
		this.list.replaceWith(List.of(placeholder(List.of())));
	}

	final CallbackList<T> list() {
		return this.list;
	}

	/**
	 * Makes the beans that are missing, and gives them to the launcher.
	 * @param attempt which failures are final
	 * @return whether none is missing any more
	 */
	final boolean find(LateBeans.Attempt attempt) {
		boolean all = this.beans.find(attempt);
		List<T> ordered = this.beans.ordered();
		publish(ordered, all);
		return all;
	}

	// Threads may find at the same time: the one that found more wins
	private synchronized void publish(List<T> ordered, boolean all) {
		if (this.complete || ordered.size() < this.published) {
			return;
		}
		this.complete = all;
		this.published = ordered.size();
		List<T> elements = new ArrayList<>(ordered);
		if (!all) {
			elements.add(placeholder(List.copyOf(ordered)));
		}
		this.list.replaceWith(elements);
	}

	/**
	 * The beans that have been found, without some.
	 * @param called those to leave out
	 * @return the others in their order
	 */
	final List<T> without(List<T> called) {
		List<T> others = new ArrayList<>(this.beans.ordered());
		others.removeIf((bean) -> called.stream().anyMatch((other) -> isSame(other, bean)));
		return others;
	}

	@SuppressWarnings("ReferenceEquality")
	private static boolean isSame(Object one, Object other) {
		return one == other;
	}

	/**
	 * What stands for the beans that are missing.
	 * @param called those that are before it in the list
	 * @return a callback
	 */
	abstract T placeholder(List<T> called);

}
