package dev.corral.internal.timer;

/** Where something timed keeps its place in the heap of deadlines. */
public abstract class ExpirableEntry implements Expirable {

	/** Written under the lock of the deadlines. */
	private volatile int heapIndex;

	/** Guarded by the lock of the deadlines. */
	private long due;

	@Override
	public final int heapIndex() {
		return this.heapIndex;
	}

	@Override
	public final void heapIndex(int index) {
		this.heapIndex = index;
	}

	@Override
	public final long due() {
		return this.due;
	}

	@Override
	public final void due(long nanos) {
		this.due = nanos;
	}

}
