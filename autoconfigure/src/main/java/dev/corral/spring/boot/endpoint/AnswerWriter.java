package dev.corral.spring.boot.endpoint;

/**
 * Writes an answer that is a list, part by part, to a place it was made with. To be used
 * by one thread.
 *
 * @param <T> the kind of the items
 */
interface AnswerWriter<T> {

	/** Writes what stands before the items. */
	void head();

	/**
	 * Writes an item.
	 * @param item the item
	 */
	void item(T item);

	/** Writes what stands after the items. */
	void foot();

}
