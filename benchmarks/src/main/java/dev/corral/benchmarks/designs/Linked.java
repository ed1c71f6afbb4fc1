package dev.corral.benchmarks.designs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Striped lists, and one word of slots; which stripe takes a task differs. */
abstract class Linked implements Design {

	static final int STRIPES = 16;

	private final int limit;

	private final PaddedCounter ids = new PaddedCounter();

	private final AtomicInteger taken = new AtomicInteger();

	private final LinkedStripe[] stripes = LinkedStripe.several(STRIPES);

	Linked(int limit) {
		this.limit = limit;
	}

	// Anything; its last bits count
	abstract long spread(long id);

	@Override
	public final boolean launch(Runnable body) {
		return new Entry(this, body).launch();
	}

	private boolean takeSlot() {
		int now;
		do {
			now = this.taken.get();
			if (now >= this.limit) {
				return false;
			}
		}
		while (!this.taken.compareAndSet(now, now + 1));
		return true;
	}

	@Override
	public final int live() {
		int sum = 0;
		for (LinkedStripe stripe : this.stripes) {
			sum += stripe.live();
		}
		return sum;
	}

	@Override
	public final int taken() {
		return this.taken.get();
	}

	@Override
	public final List<DesignTask> tasks() {
		List<DesignTask> found = new ArrayList<>();
		for (LinkedStripe stripe : this.stripes) {
			stripe.addTo(found);
		}
		return found;
	}

	/** A node that knows its stripe. */
	private static final class Entry extends LinkedTask {

		private final Linked design;

		private int stripe;

		private Entry(Linked design, Runnable body) {
			super(body);
			this.design = design;
		}

		@Override
		boolean enter() {
			if (!this.design.takeSlot()) {
				return false;
			}
			this.id = this.design.ids.next();
			this.stripe = (int) this.design.spread(this.id) & (STRIPES - 1);
			this.design.stripes[this.stripe].add(this);
			return true;
		}

		@Override
		void leave() {
			this.design.stripes[this.stripe].remove(this);
			this.design.taken.decrementAndGet();
		}

	}

}
