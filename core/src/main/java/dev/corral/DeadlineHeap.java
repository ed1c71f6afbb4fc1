package dev.corral;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose members know their own place: adding, re-keying and taking out cost
 * a logarithm of its size. Guarded by the lock of {@link Deadlines}.
 */
final class DeadlineHeap {

	private static final int INITIAL = 64;

	/** From 1 on; the children of i stand at 2i and 2i + 1. */
	private @Nullable Timed[] heap = new Timed[INITIAL];

	private int size;

	int size() {
		return this.size;
	}

	@Nullable Timed first() {
		return (this.size > 0) ? this.heap[1] : null;
	}

	void put(Timed timed, long due) {
		timed.due(due);
		int index = timed.heapIndex();
		if (index == 0) {
			if (this.size + 1 == this.heap.length) {
				this.heap = Arrays.copyOf(this.heap, this.heap.length * 2);
			}
			index = ++this.size;
		}
		settle(index, timed);
	}

	boolean remove(Timed timed) {
		int index = timed.heapIndex();
		if (index == 0) {
			return false;
		}
		timed.heapIndex(0);
		Timed last = at(this.size);
		this.heap[this.size--] = null;
		if (index <= this.size) {
			settle(index, last);
		}
		if (this.heap.length > INITIAL && this.size < this.heap.length / 4) {
			this.heap = Arrays.copyOf(this.heap, this.heap.length / 2);
		}
		return true;
	}

	// Moves a member from a free place to where it belongs
	private void settle(int from, Timed timed) {
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

	private void place(int index, Timed timed) {
		this.heap[index] = timed;
		timed.heapIndex(index);
	}

	private Timed at(int index) {
		Timed timed = this.heap[index];
		if (timed == null) {
			throw new IllegalStateException("nothing stands at " + index + " of " + this.size);
		}
		return timed;
	}

}
