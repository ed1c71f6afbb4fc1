package dev.corral;

import java.util.PriorityQueue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.time.Backend;

/**
 * The pending deadlines of running tasks and the one thread that waits for the earliest.
 * It runs no user code: what is due goes to {@link Endings}.
 */
final class Deadlines implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Backend backend;

	private final Endings endings;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final PriorityQueue<Entry> entries = new PriorityQueue<>();

	@GuardedBy("lock")
	private boolean stopped;

	@GuardedBy("lock")
	private @Nullable Thread thread;

	Deadlines(Backend backend, Endings endings) {
		this.backend = backend;
		this.endings = endings;
	}

	void add(SupervisedTask<?> task, long due) {
		synchronized (this.lock) {
			Entry entry = new Entry(task, due);
			this.entries.add(entry);
			task.deadline = entry;
			if (this.thread == null) {
				this.thread = this.backend.startDaemon("corral-deadlines", this);
			}
			else if (this.entries.peek() == entry) {
				this.backend.unpark(this.thread);
			}
		}
	}

	void remove(SupervisedTask<?> task) {
		synchronized (this.lock) {
			if (task.deadline != null) {
				this.entries.remove(task.deadline);
				task.deadline = null;
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
			SupervisedTask<?> due = null;
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
						first.task.deadline = null;
						due = first.task;
					}
				}
			}
			if (due != null) {
				timeOut(due);
			}
			else {
				this.backend.park(this, wait);
			}
		}
	}

	private void timeOut(SupervisedTask<?> task) {
		try {
			this.endings.timeOut(task);
		}
		catch (Throwable ex) {
			logger.error("Interrupting {} at its timeout failed", task, ex);
		}
	}

	/** A deadline of one task; removed when the task settles, due or not. */
	static final class Entry implements Comparable<Entry> {

		private final SupervisedTask<?> task;

		private final long due;

		private Entry(SupervisedTask<?> task, long due) {
			this.task = task;
			this.due = due;
		}

		@Override
		public int compareTo(Entry other) {
			return Long.signum(this.due - other.due);
		}

	}

}
