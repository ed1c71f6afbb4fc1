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
	 * Order of locks: this one, then that of a stripe.
	 */

	/** How much a stripe is lent at once. */
	private static final int LOAN = 256;

	private final Stripe[] stripes;

	private final SpinLock lock = new SpinLock();

	@GuardedBy("lock")
	private long granted;

	@GuardedBy("lock")
	private int max;

	/** Whether no stripe may lend; written under the lock. */
	private volatile boolean tight;

	public SlotPool(Stripe[] stripes, int max) {
		this.stripes = stripes;
		this.max = max;
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
		this.lock.lock();
		try {
			if (room() < LOAN) {
				withdraw();
			}
			long loan = Math.min(LOAN, room());
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
		this.lock.lock();
		try {
			if (room() <= 0) {
				withdraw();
			}
			if (room() <= 0) {
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
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Override
	public int get() {
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
	public void limited(int limit) {
		this.lock.lock();
		try {
			this.max = limit;
			tightenIfAbove();
		}
		finally {
			this.lock.held = 0;
		}
	}

}
