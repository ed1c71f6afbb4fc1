package dev.corral.spring.boot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What came before the beans that it is for, oldest first. Bounded: what does not fit is
 * counted. Thread-safe.
 *
 * @param <E> what is kept
 */
final class Missed<E> {

	/** The number of elements that are kept. */
	static final int LIMIT = 1_000;

	private final Queue<E> kept = new ArrayDeque<>();

	private long dropped;

	private boolean closed;

	/**
	 * Keeps an element, or counts it.
	 * @param element what was missed
	 * @return {@code false} when this was closed: the beans are there
	 */
	synchronized boolean add(E element) {
		if (this.closed) {
			return false;
		}
		if (this.kept.size() < LIMIT) {
			this.kept.add(element);
		}
		else {
			this.dropped++;
		}
		return true;
	}

	/**
	 * Takes all elements out, once the beans are there.
	 * @return the elements in their order
	 */
	synchronized List<E> close() {
		this.closed = true;
		List<E> all = new ArrayList<>(this.kept);
		this.kept.clear();
		return all;
	}

	/**
	 * How many did not fit, counted once.
	 * @return a number
	 */
	synchronized long takeDropped() {
		long number = this.dropped;
		this.dropped = 0;
		return number;
	}

}
