package dev.corral.internal.util;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list whose elements hold their own links: to add or remove one takes
 * constant time and no memory. Not thread-safe: its owner guards it with a lock.
 *
 * @param <E> the type of the elements
 */
public final class LinkedElements<E extends LinkedElements.Element<E>> {

	private @Nullable E first;

	private @Nullable E last;

	public @Nullable E first() {
		return this.first;
	}

	// At the end
	public void add(E element) {
		E before = this.last;
		element.before = before;
		element.linked = true;
		this.last = element;
		if (before == null) {
			this.first = element;
		}
		else {
			before.after = element;
		}
	}

	// False when it is not in the list
	public boolean remove(E element) {
		if (!element.linked) {
			return false;
		}
		E before = element.before;
		E after = element.after;
		if (before == null) {
			this.first = after;
		}
		else {
			before.after = after;
		}
		if (after == null) {
			this.last = before;
		}
		else {
			after.before = before;
		}
		element.linked = false;
		element.before = null;
		element.after = null;
		return true;
	}

	/**
	 * An element of one such list.
	 *
	 * @param <E> the type of the elements
	 */
	public abstract static class Element<E extends Element<E>> {

		boolean linked;

		@Nullable E before;

		@Nullable E after;

		public final @Nullable E after() {
			return this.after;
		}

	}

}
