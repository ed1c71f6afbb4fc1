package dev.corral;

import java.util.HashMap;
import java.util.Map;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.time.Backend;

/**
 * In proof mode: how old tasks were last seen, for the story of one that is collected.
 * Thread-safe.
 */
final class Sights {

	/** So many tasks at a time are looked at for the first time. */
	static final int MAX_UNSEEN = 1000;

	/** So many kinds of sights are kept; further ones are kept once for each task. */
	private static final int MAX_KINDS = 1024;

	private final Backend backend;

	/** Equal sights are kept once. */
	@GuardedBy("this")
	private final Map<Evidence, Evidence> kinds = new HashMap<>();

	/** Up to which id tasks were seen once. */
	@GuardedBy("this")
	private long seen;

	Sights(Backend backend) {
		this.backend = backend;
	}

	synchronized void add(TaskRecord record, Evidence evidence) {
		if (this.kinds.size() >= MAX_KINDS) {
			this.kinds.clear();
		}
		Evidence known = this.kinds.putIfAbsent(evidence, evidence);
		record.seen((known != null) ? known : evidence);
	}

	// One that is not older than the time between two looks may be on its way to where it
	// blocks: it is looked at again the next time
	synchronized void addUnseen(Launcher launcher, boolean youngToo) {
		long oldBefore = this.backend.nanoTime() - launcher.config().checkInterval().toNanos();
		StripesCursor cursor = launcher.registry().cursor(this.seen, Long.MAX_VALUE - 1);
		SupervisedTask<?> task = cursor.next();
		boolean settled = true;
		for (int i = 0; i < MAX_UNSEEN && task != null; i++) {
			settled &= task.launchedAt <= oldBefore;
			if (!settled && !youngToo) {
				return;
			}
			Thread thread = task.thread;
			if (thread != null && task.home() instanceof TaskRecord record) {
				add(record, Evidence.of(thread, thread.getStackTrace(), this.backend));
			}
			else {
				settled &= thread == null || Proofs.isHeld(task);
			}
			if (settled) {
				this.seen = task.id();
			}
			task = cursor.next();
		}
	}

}
