package dev.corral.internal.timer;

/**
 * What has a deadline. Its place in the heap is kept in itself, so that taking a deadline
 * back searches nothing; both fields are written under the lock of {@link Deadlines}.
 */
public interface Expirable {

	/**
	 * Its place in the heap.
	 * @return 0 when it is in none
	 */
	int heapIndex();

	void heapIndex(int index);

	long due();

	void due(long nanos);

	/**
	 * Whether it has ended for good; a deadline would then never be taken back.
	 * @return {@code true} from the moment before its end calls
	 * {@link Deadlines#remove(Expirable)}
	 */
	boolean isOver();

	/**
	 * The deadline that was not entered: a sweep over the registry finds it, if the task
	 * lives long enough.
	 * @param now the time, for a task that has not started
	 * @return nanoseconds, {@link Long#MAX_VALUE} when there is none, or none any more
	 */
	default long sweptDue(long now) {
		return Long.MAX_VALUE;
	}

	/**
	 * The time is up. Called by the deadline thread, after the deadline was taken out.
	 * Runs no user code.
	 */
	void expire();

}
