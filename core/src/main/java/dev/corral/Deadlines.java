package dev.corral;

import java.util.PriorityQueue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.time.Backend;

/**
 * The pending deadlines of running tasks and open scopes, and the one thread that waits
 * for the earliest. It runs no user code: what is due only decides.
 */
final class Deadlines implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Backend backend;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final PriorityQueue<Entry> entries = new PriorityQueue<>();

	@GuardedBy("lock")
	private boolean stopped;

	@GuardedBy("lock")
	private @Nullable Thread thread;

	Deadlines(Backend backend) {
		this.backend = backend;
	}

	Entry add(Timed timed, long due) {
		synchronized (this.lock) {
			Entry entry = new Entry(timed, due);
			this.entries.add(entry);
			if (this.thread == null) {
				this.thread = this.backend.startDaemon("corral-deadlines", this);
			}
			else if (this.entries.peek() == entry) {
				this.backend.unpark(this.thread);
			}
			return entry;
		}
	}

	void remove(@Nullable Entry entry) {
		if (entry != null) {
			synchronized (this.lock) {
				this.entries.remove(entry);
			}
		}
	}

	int size() {
		synchronized (this.lock) {
			return this.entries.size();
		}
	}

	void stop() {
		synchronized (this.lock) {
			this.stopped = true;
			if (this.thread != null) {
				this.backend.unpark(this.thread);
			}
		}
	}

	@Override
	public void run() {
		while (true) {
			Entry due = null;
			long wait = Long.MAX_VALUE;
			synchronized (this.lock) {
				if (this.stopped) {
					return;
				}
				Entry first = this.entries.peek();
				if (first != null) {
					wait = first.due - this.backend.nanoTime();
					if (wait <= 0) {
						this.entries.remove(first);
						due = first;
					}
				}
			}
			if (due != null) {
				expire(due.timed);
			}
			else {
				this.backend.park(this, wait);
			}
		}
	}

	private void expire(Timed timed) {
		try {
			timed.expire();
		}
		catch (Throwable ex) {
			logger.error("Ending {} at its deadline failed", timed, ex);
		}
	}

	/** One deadline; its owner takes it back when it ends before. */
	static final class Entry implements Comparable<Entry> {

		private final Timed timed;

		private final long due;

		private Entry(Timed timed, long due) {
			this.timed = timed;
			this.due = due;
		}

		@Override
		public int compareTo(Entry other) {
			return Long.signum(this.due - other.due);
		}

	}

}
