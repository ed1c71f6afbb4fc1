package dev.corral.internal.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;

/**
 * The counters of one task name in one stripe, without the stripe's young tasks, which
 * are counted when the counters are read. What is counted here is counted in the stripe's
 * total as well.
 */
@SuppressWarnings("GuardedBy")
public final class StripeCounters {

	/** The host of its tasks, untyped: the registry does not know them. */
	public final Object host;

	/** The name it counts for. */
	public final NameStats stats;

	/** The number of the stripe. */
	final int stripe;

	/** The lock of the stripe. */
	final PaddedLock lock;

	/** Is opened by tasks that leave the stripe. */
	final Saturation saturation;

	@GuardedBy("lock")
	final Counters own = new Counters();

	@GuardedBy("lock")
	private final Counters total;

	/**
	 * What a reader adds young tasks to, {@code null} while there is none. A reader that
	 * fails may leave its sum behind. The next one replaces it, or adds to a sum that
	 * nobody reads.
	 */
	@GuardedBy("lock")
	private @Nullable Counters sum;

	private final Tombstone succeeded = new Tombstone(this, TaskEnd.SUCCEEDED);

	private final Tombstone panicked = new Tombstone(this, TaskEnd.PANICKED);

	private final Tombstone propagated = new Tombstone(this, TaskEnd.PROPAGATED);

	private final Tombstone failed = new Tombstone(this, TaskEnd.FAILED);

	private final Tombstone timedOut = new Tombstone(this, TaskEnd.TIMED_OUT);

	private final Tombstone cancelled = new Tombstone(this, TaskEnd.CANCELLED);

	StripeCounters(int stripe, PaddedLock lock, Saturation saturation, Counters total, NameStats stats, Object host) {
		this.stripe = stripe;
		this.lock = lock;
		this.saturation = saturation;
		this.total = total;
		this.stats = stats;
		this.host = host;
	}

	// Without the lock
	Tombstone tombstone(TaskEnd end) {
		return switch (end) {
			case SUCCEEDED -> this.succeeded;
			case PANICKED -> this.panicked;
			case PROPAGATED -> this.propagated;
			case FAILED -> this.failed;
			case TIMED_OUT -> this.timedOut;
			case CANCELLED -> this.cancelled;
		};
	}

	// A panic that was no outcome
	public void addPanic() {
		addOne(Counters.Count.PANICKED);
	}

	// The same, after which the task is run again. Both at once: their difference is read
	public void addRetriedPanic() {
		this.lock.lock();
		try {
			add(Counters.Count.PANICKED);
			add(Counters.Count.RESTARTED);
		}
		finally {
			this.lock.held = 0;
		}
	}

	public void addGaveUp() {
		addOne(Counters.Count.GAVE_UP);
	}

	public void addRejected() {
		addOne(Counters.Count.REJECTED);
	}

	// Of a launch into a scope that had ended
	public void addSkipped() {
		addOne(Counters.Count.SKIPPED);
	}

	// Of a launch that would not wait
	public void addDeclined() {
		addOne(Counters.Count.DECLINED);
	}

	private void addOne(Counters.Count count) {
		this.lock.lock();
		try {
			add(count);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Under the lock, as all that follows
	private void add(Counters.Count count) {
		this.own.add(count, 1);
		this.total.add(count, 1);
	}

	// Adds to a sum what is counted here, and from now on what young tasks have done
	void beginRead(Counters value) {
		value.add(this.own);
		this.sum = value;
	}

	void endRead() {
		this.sum = null;
	}

	// Null for names that are not read
	@Nullable Counters sum() {
		return this.sum;
	}

	void addGone(TaskEnd end, int counted, int tasks) {
		this.own.addGone(end, counted, tasks);
		this.total.addGone(end, counted, tasks);
	}

	void addUnreachable(int counted) {
		this.own.addUnreachable(counted);
		this.total.addUnreachable(counted);
	}

	void addSteps(int steps, int counted, @Nullable TaskEnd end) {
		this.own.addSteps(steps, counted, end, 1);
		this.total.addSteps(steps, counted, end, 1);
	}

}
