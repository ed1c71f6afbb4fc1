package dev.corral.benchmarks.designs;

import java.util.ArrayList;
import java.util.List;

/**
 * Sixteen linked lists by launching thread as in {@link LinkedByThread}, with the slots
 * lent to the stripes.
 * <ul>
 * <li>Launch: under its thread's lock a slot of the stripe's credit, an id, the end of
 * the list, and the books.</li>
 * <li>Settle: unlinked and counted under the same lock, where it leaves its slot.</li>
 * <li>Count: the sum over the stripes' books, which stand under their locks.</li>
 * <li>Limit: a stripe without credit borrows 256 slots at once; when none are left, those
 * of all stripes are withdrawn first, so that it is exact.</li>
 * <li>Find: along the lists, which are in order of launch.</li>
 * </ul>
 * Cost: one shared word (ids); a stripe's lock and the end of its list pass between its
 * launching thread and whatever carrier runs its tasks; close to the limit a walk over
 * all stripes. Two references a task.
 */
final class LinkedWithStripedPermits implements Design {

	private static final int STRIPES = 16;

	private final PaddedCounter ids = new PaddedCounter();

	private final LinkedStripe[] stripes = LinkedStripe.several(STRIPES);

	private final StripedPermits permits;

	LinkedWithStripedPermits(int limit) {
		this.permits = new StripedPermits(this.stripes, limit);
	}

	@Override
	public boolean launch(Runnable body) {
		int index = (int) Thread.currentThread().threadId() & (STRIPES - 1);
		return new Entry(this, this.stripes[index], body).launch();
	}

	@Override
	public int live() {
		int sum = 0;
		for (LinkedStripe stripe : this.stripes) {
			sum += stripe.live();
		}
		return sum;
	}

	@Override
	public int taken() {
		return this.permits.taken();
	}

	@Override
	public List<DesignTask> tasks() {
		List<DesignTask> found = new ArrayList<>();
		for (LinkedStripe stripe : this.stripes) {
			stripe.addTo(found);
		}
		return found;
	}

	/** A node that knows its stripe. */
	private static final class Entry extends LinkedTask {

		private final LinkedWithStripedPermits design;

		private final LinkedStripe stripe;

		private Entry(LinkedWithStripedPermits design, LinkedStripe stripe, Runnable body) {
			super(body);
			this.design = design;
			this.stripe = stripe;
		}

		@Override
		boolean enter() {
			while (!this.stripe.addOnCredit(this, this.design.ids)) {
				if (!this.design.permits.lendTo(this.stripe)) {
					return false;
				}
			}
			return true;
		}

		@Override
		void leave() {
			this.stripe.removeToCredit(this);
		}

	}

}
