package dev.corral.benchmarks.designs;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * The slots of a limit, most of them lent to stripes: a launch takes one under the lock
 * that it needs anyway. A launch is refused only when no stripe had a free slot.
 * Thread-safe.
 */
final class StripedPermits {

	/*-
	 * granted = free slots of all stripes + tasks in them
	 *
	 * Order of locks: this one, then that of a stripe.
	 */

	private static final int LOAN = 256;

	private final Lent[] stripes;

	private final int limit;

	@GuardedBy("this")
	private int granted;

	StripedPermits(Lent[] stripes, int limit) {
		this.stripes = stripes;
		this.limit = limit;
	}

	// For a stripe that has no free slot; false when no other has one either
	synchronized boolean lendTo(Lent stripe) {
		if (this.limit - this.granted < LOAN) {
			withdraw();
		}
		int loan = Math.min(LOAN, this.limit - this.granted);
		if (loan == 0) {
			return false;
		}
		this.granted += loan;
		stripe.lend(loan);
		return true;
	}

	synchronized int taken() {
		withdraw();
		return this.granted;
	}

	@GuardedBy("this")
	private void withdraw() {
		for (Lent stripe : this.stripes) {
			this.granted -= stripe.withdraw();
		}
	}

}
