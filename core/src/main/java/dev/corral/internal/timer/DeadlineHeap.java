package dev.corral.internal.timer;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose members know their own place: adding, re-keying and taking out cost
 * a logarithm of its size. Guarded by the lock of {@link Deadlines}.
 */
public final class DeadlineHeap {

	private static final int INITIAL = 64;

	/** From 1 on; the children of i stand at 2i and 2i + 1. */
	private @Nullable Expirable[] heap = new Expirable[INITIAL];

	private int size;

	public int size() {
		return this.size;
	}

	public @Nullable Expirable first() {
		return (this.size > 0) ? this.heap[1] : null;
	}

	// Whether there is no room for one member more. One place is always kept for a member
	// that was taken out and has to come back without memory
	public boolean isFull() {
		return this.size + 2 >= this.heap.length;
	}

	public int nextCapacity() {
		return this.heap.length * 2;
	}

	// Moves into an array that was made for it, unless another thread has done so before
	public void grow(@Nullable Expirable[] bigger) {
		if (bigger.length > this.heap.length) {
			System.arraycopy(this.heap, 0, bigger, 0, this.heap.length);
			this.heap = bigger;
		}
	}

	// There is room for it, unless it is a member
	public void put(Expirable timed, long due) {
		timed.due(due);
		int index = timed.heapIndex();
		settle((index != 0) ? index : ++this.size, timed);
	}

	public boolean remove(Expirable timed) {
		int index = timed.heapIndex();
		if (index == 0) {
			return false;
		}
		timed.heapIndex(0);
		Expirable last = at(this.size);
		this.heap[this.size--] = null;
		if (index <= this.size) {
			settle(index, last);
		}
		if (this.heap.length > INITIAL && this.size < this.heap.length / 4) {
			shrink();
		}
		return true;
	}

	// Not needed, so it may fail
	private void shrink() {
		try {
			this.heap = Arrays.copyOf(this.heap, this.heap.length / 2);
		}
		catch (OutOfMemoryError ex) {
			// The next one that leaves tries again
		}
	}

	// Moves a member from a free place to where it belongs
	private void settle(int from, Expirable timed) {
		int index = from;
		while (index > 1 && timed.due() < at(index / 2).due()) {
			place(index, at(index / 2));
			index /= 2;
		}
		while (2 * index <= this.size) {
			int child = 2 * index;
			if (child < this.size && at(child + 1).due() < at(child).due()) {
				child++;
			}
			if (timed.due() <= at(child).due()) {
				break;
			}
			place(index, at(child));
			index = child;
		}
		place(index, timed);
	}

	private void place(int index, Expirable timed) {
		this.heap[index] = timed;
		timed.heapIndex(index);
	}

	private Expirable at(int index) {
		Expirable timed = this.heap[index];
		if (timed == null) {
			throw new IllegalStateException("nothing is at " + index + " of " + this.size);
		}
		return timed;
	}

}
