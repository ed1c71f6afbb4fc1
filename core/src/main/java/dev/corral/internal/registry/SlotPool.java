package dev.corral.internal.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.SpinLock;

/**
 * The slots of a launcher, most of them lent to the stripes in advance: a launch takes
 * one under the lock it needs anyway, and what a task leaves there serves the next.
 * Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class SlotPool implements Limiter.Count {

	/*-
	 * granted = credit of all stripes + tasks in them + slots paid for tasks to come
	 *
	 * A stripe without credit asks here. When nothing is left here, the credit of all stripes is
	 * withdrawn first. So the limit is exact: a launch is rejected only when there was no free
	 * slot under all the locks it took. More may be granted than there are, because the limit was
	 * lowered or because tasks exceed it on their launchers' threads. Then no credit is left
	 * anywhere, and slots that become free are not lent again before they are withdrawn: `tight`
	 * sends every launch here.
	 *
	 * A count reads every stripe. It is not repeated for each launch that is refused: while the
	 * Saturation says FULL, no slot has come free since the last count, and launches are refused
	 * without the lock. These free a slot, and open the Saturation after that: a task that leaves
	 * its stripe, one that was collected, a launch that is undone, a slot that is given back unused,
	 * a limit that is raised. When one of them has opened it during a count, the count is
	 * repeated. A launch that found it FULL while a task was leaving counts as the earlier of the two.
	 *
	 * Order of locks: this one, then that of a stripe.
	 */

	/** How much a stripe is lent at once. */
	private static final int LOAN = 256;

	private final Stripe[] stripes;

	private final Saturation saturation;

	private final SpinLock lock = new SpinLock();

	@GuardedBy("lock")
	private long granted;

	@GuardedBy("lock")
	private int max;

	/** Whether no stripe may lend; written under the lock. */
	private volatile boolean tight;

	/**
	 * Makes the slots of a launcher.
	 * @param stripes what they are lent to
	 * @param saturation of these stripes
	 * @param max how many there are, {@link Limiter#UNLIMITED} for no limit
	 */
	public SlotPool(Stripe[] stripes, Saturation saturation, int max) {
		this.stripes = stripes;
		this.saturation = saturation;
		this.max = max;
	}

	// Whether a launch would be refused now, without a count
	public boolean isFull() {
		return this.saturation.isFull();
	}

	// Takes a task in for which a slot was taken before
	public boolean enterPaid(RegistryEntry task) {
		return stripeOf(task).enter(task, true);
	}

	// Takes a task in; false when there is no slot for it
	public boolean enter(RegistryEntry task) {
		Stripe stripe = stripeOf(task);
		while (this.tight || !stripe.enter(task, false)) {
			if (!lend(stripe)) {
				return false;
			}
		}
		return true;
	}

	private Stripe stripeOf(RegistryEntry task) {
		return this.stripes[task.counters.stripe];
	}

	private boolean lend(Stripe stripe) {
		if (isFull()) {
			return false;
		}
		this.lock.lock();
		try {
			long loan = (room() < LOAN) ? Math.min(LOAN, countedRoom()) : LOAN;
			if (loan <= 0) {
				return false;
			}
			this.tight = false;
			this.granted += loan;
			stripe.lend((int) loan);
			return true;
		}
		finally {
			this.lock.held = 0;
		}
	}

	@GuardedBy("lock")
	private long room() {
		return (this.max == Limiter.UNLIMITED) ? LOAN : this.max - this.granted;
	}

	// After a count of all stripes; 0 when no slot was free at its end
	@GuardedBy("lock")
	private long countedRoom() {
		do {
			this.saturation.beginCount();
			withdraw();
			if (room() > 0) {
				this.saturation.freed();
				return room();
			}
		}
		while (!this.saturation.tryFill((int) this.granted));
		return 0;
	}

	@GuardedBy("lock")
	private void withdraw() {
		for (Stripe stripe : this.stripes) {
			this.granted -= stripe.withdraw();
		}
	}

	@GuardedBy("lock")
	private void tightenIfAbove() {
		if (room() < 0) {
			this.tight = true;
			withdraw();
		}
	}

	@Override
	public boolean tryAdd(int limit) {
		if (isFull()) {
			return false;
		}
		this.lock.lock();
		try {
			if (room() <= 0 && countedRoom() <= 0) {
				return false;
			}
			this.granted++;
			return true;
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Override
	public void add() {
		this.lock.lock();
		try {
			this.granted++;
			tightenIfAbove();
			this.saturation.exceed((int) this.granted);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// One that was taken and not used; a task leaves its own to its stripe
	@Override
	public void remove() {
		this.lock.lock();
		try {
			this.granted--;
			this.saturation.freed();
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Override
	public int get() {
		int known = this.saturation.taken();
		if (known > 0) {
			return known;
		}
		this.lock.lock();
		try {
			withdraw();
			return (int) this.granted;
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Override
	public int whenRefused() {
		return this.saturation.taken();
	}

	@Override
	public void limited(int limit) {
		this.lock.lock();
		try {
			this.max = limit;
			tightenIfAbove();
			this.saturation.freed();
		}
		finally {
			this.lock.held = 0;
		}
	}

}
