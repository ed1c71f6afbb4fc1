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

	// A task that is still young is passed over, and looked for again the next time
	synchronized void addUnseen(Launcher launcher, long launchedBefore) {
		StripesCursor cursor = launcher.registry().cursor(this.seen, Long.MAX_VALUE - 1);
		SupervisedTask<?> task = cursor.next();
		boolean complete = true;
		for (int i = 0; i < MAX_UNSEEN && task != null && task.launchedAt <= launchedBefore; i++) {
			Thread thread = task.thread;
			if (thread != null && task.home() instanceof TaskRecord record) {
				add(record, Evidence.of(thread, thread.getStackTrace(), this.backend));
			}
			else {
				complete &= thread == null || Proofs.isHeld(task);
			}
			if (complete) {
				this.seen = task.id();
			}
			task = cursor.next();
		}
	}

}
