package dev.corral;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Spliterator;

import dev.corral.internal.util.Check;

/**
 * A list of handlers, listeners or carriers whose elements may be replaced while
 * launchers use it. A framework that makes the launcher before the callbacks gives it
 * such a list, and fills it later.
 * <p>
 * Thread-safe. An iteration goes over the elements of one moment, and is not disturbed by
 * a replacement. The list itself cannot be modified in any other way, and never contains
 * {@code null}.
 *
 * @param <T> what is called
 */
public final class CallbackList<T> extends AbstractList<T> {

	private volatile List<T> elements = List.of();

	/** Makes an empty list. */
	public CallbackList() {
	}

	/**
	 * Replaces all elements at once. Calls that begin later use the new ones.
	 * @param value the new elements in their order, copied
	 * @throws IllegalArgumentException when it is or contains {@code null}
	 */
	public void replaceWith(List<? extends T> value) {
		this.elements = Check.list("value", value);
	}

	@Override
	public T get(int index) {
		return this.elements.get(index);
	}

	@Override
	public int size() {
		return this.elements.size();
	}

	@Override
	public Iterator<T> iterator() {
		return this.elements.iterator();
	}

	@Override
	public ListIterator<T> listIterator(int index) {
		return this.elements.listIterator(index);
	}

	@Override
	public Spliterator<T> spliterator() {
		return this.elements.spliterator();
	}

	@Override
	public Object[] toArray() {
		return this.elements.toArray();
	}

	@Override
	public List<T> subList(int fromIndex, int toIndex) {
		return this.elements.subList(fromIndex, toIndex);
	}

}
