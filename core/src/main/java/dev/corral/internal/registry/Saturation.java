package dev.corral.internal.registry;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Whether the limit of a launcher is known to be reached, so that a launch can be refused
 * without counting the slots of all stripes. Thread-safe.
 */
public final class Saturation {

	/*-
	 *  OPEN ──begin to count──> COUNTING ──counted, no slot was free──> FULL, with the number taken
	 *   ^                          │                                     │
	 *   └──a slot has come free────┴─────────────────────────────────────┘
	 *
	 * Only the pool counts, under its lock. It stores COUNTING and then reads the slots. Whoever
	 * frees a slot does that and then reads the state (Dekker's pattern), and opens it unless it is
	 * open. At least one sees the other: either the slot is counted, or the state is open again
	 * and the pool does not make it FULL. So when it becomes FULL, no slot was free, and each
	 * slot that comes free later has opened it by the time its task is gone for those that wait
	 * for it. A reader of the counters opens it as well when it counts a task as gone.
	 *
	 * Ends of tasks read the state and, while no launch is refused, do not write it. It has cache
	 * lines to itself, so that they do not wait for launches that write next to it.
	 */

	private static final int OPEN = 0;

	private static final int COUNTING = -1;

	/** In ints: two cache lines. */
	private static final int PADDING = 32;

	/** One of them is the state. A positive number: FULL, with so many taken. */
	private final AtomicIntegerArray cells = new AtomicIntegerArray(2 * PADDING + 1);

	/**
	 * How many slots are taken while no launch has got one.
	 * @return a positive number, 0 unless the limit is known to be reached
	 */
	int taken() {
		return Math.max(0, this.cells.get(PADDING));
	}

	public boolean isFull() {
		return taken() > 0;
	}

	// By any thread, after it has freed a slot or has found one
	void freed() {
		if (this.cells.get(PADDING) != OPEN) {
			this.cells.set(PADDING, OPEN);
		}
	}

	// By the pool under its lock, as what follows: before it reads the slots
	void beginCount() {
		this.cells.set(PADDING, COUNTING);
	}

	// After it has found none that is free; false when one has come free meanwhile
	boolean tryFill(int taken) {
		return this.cells.compareAndSet(PADDING, COUNTING, taken);
	}

	// One was taken above the limit
	void exceed(int taken) {
		int known = this.cells.get(PADDING);
		if (known > 0) {
			this.cells.compareAndSet(PADDING, known, taken);
		}
	}

}
