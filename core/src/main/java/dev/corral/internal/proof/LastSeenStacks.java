package dev.corral.internal.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRecord;
import dev.corral.internal.watch.LeakEvidence;

/**
 * In proof mode: how old tasks were last seen, for the report about one that is
 * collected. Thread-safe; stacks are taken under no lock.
 */
@SuppressWarnings("GuardedBy")
final class LastSeenStacks {

	/** So many tasks at a time are looked at for the first time. */
	static final int MAX_UNSEEN = 1000;

	/** How many different stacks are shared; further ones are kept once for each task. */
	private static final int MAX_KINDS = 1024;

	private final Backend backend;

	private final SpinLock lock = new SpinLock();

	/** Equal stacks are kept once. Beyond the limit a new map replaces this one. */
	@GuardedBy("lock")
	private Map<Key, LeakEvidence> kinds = new HashMap<>();

	/** Up to which id tasks were seen once. */
	private final AtomicLong seen = new AtomicLong();

	LastSeenStacks(Backend backend) {
		this.backend = backend;
	}

	void add(TaskRecord record, LeakEvidence evidence) {
		Key key = new Key(evidence, evidence.hashCode());
		LeakEvidence known;
		this.lock.lock();
		try {
			if (this.kinds.size() >= MAX_KINDS) {
				this.kinds = new HashMap<>();
			}
			known = this.kinds.putIfAbsent(key, evidence);
		}
		finally {
			this.lock.held = 0;
		}
		record.seen((known != null) ? known : evidence);
	}

	// One that is not older than the time between two looks may be on its way to where it
	// blocks: it is looked at again the next time
	void addUnseen(Registry<SupervisedTask<?>> registry, long checkInterval, boolean youngToo) {
		long oldBefore = this.backend.nanoTime() - checkInterval;
		StripesCursor<SupervisedTask<?>> cursor = registry.cursor(this.seen.get(), Long.MAX_VALUE - 1);
		SupervisedTask<?> task = cursor.next();
		boolean settled = true;
		for (int i = 0; i < MAX_UNSEEN && task != null; i++) {
			settled &= task.launchedAt <= oldBefore;
			if (!settled && !youngToo) {
				return;
			}
			Thread thread = task.visibleThread();
			if (thread != null && task.home() instanceof TaskRecord record) {
				add(record, LeakEvidence.of(thread, this.backend.stackOf(thread), this.backend));
			}
			else {
				settled &= thread == null || ProofRecords.isHeld(task);
			}
			if (settled) {
				this.seen.accumulateAndGet(task.id(), Math::max);
			}
			task = cursor.next();
		}
	}

	/**
	 * Evidence whose hash was computed before the lock was taken.
	 *
	 * @param evidence what was seen
	 * @param hash its hash code
	 */
	private record Key(LeakEvidence evidence, int hash) {

		@Override
		public int hashCode() {
			return this.hash;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Key key && this.hash == key.hash && this.evidence.equals(key.evidence);
		}

	}

}
