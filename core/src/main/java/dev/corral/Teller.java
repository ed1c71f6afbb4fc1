package dev.corral;

import java.util.ArrayDeque;
import java.util.Queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.time.Backend;

/**
 * Runs, one after the other on a platform thread of its own, what may run user code but
 * must not hold up a deadline or a task: interrupts decided by a deadline, callbacks and
 * events.
 */
final class Teller {

	/*-
	 * Interrupts and callbacks are owed to somebody and never dropped; their number is
	 * bounded by that of live tasks and registrations. Events are not owed: above a limit
	 * the newest is dropped and counted. Only a run of the log of leaks, of which one at a
	 * time is on its way, stands in line with them and is not dropped.
	 *
	 * A call that holds the thread longer than a check interval is named in the log and
	 * the thread replaced: it may finish its call but takes no other. The number of such
	 * lost threads is limited.
	 */

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int MAX_EVENTS = 10_000;

	private static final int MAX_HELD = 16;

	private final Backend backend;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final Queue<Runnable> owed = new ArrayDeque<>();

	@GuardedBy("lock")
	private final Queue<Runnable> events = new ArrayDeque<>();

	@GuardedBy("lock")
	private @Nullable Voice voice;

	@GuardedBy("lock")
	private boolean stopped;

	@GuardedBy("lock")
	private long dropped;

	@GuardedBy("lock")
	private int held;

	Teller(Backend backend) {
		this.backend = backend;
	}

	void tell(Runnable call) {
		synchronized (this.lock) {
			this.owed.add(call);
			wake();
		}
	}

	void tellEvent(Runnable event) {
		synchronized (this.lock) {
			if (this.events.size() >= MAX_EVENTS) {
				this.dropped++;
				return;
			}
			this.events.add(event);
			wake();
		}
	}

	// Behind the events told so far, and never dropped: the caller keeps their number
	// small
	void tellInOrder(Runnable call) {
		synchronized (this.lock) {
			this.events.add(call);
			wake();
		}
	}

	@GuardedBy("lock")
	private void wake() {
		if (this.voice == null) {
			Voice fresh = new Voice();
			fresh.thread = this.backend.startDaemon("corral-teller", fresh);
			this.voice = fresh;
		}
		else if (this.voice.thread != null) {
			this.backend.unpark(this.voice.thread);
		}
	}

	// What is owed is still told; the thread then ends
	void stop() {
		synchronized (this.lock) {
			this.stopped = true;
			if (this.voice != null) {
				wake();
			}
		}
	}

	// By the watcher at every look, which logs nothing itself: an appender may block
	void replaceIfHeld(long longest) {
		synchronized (this.lock) {
			if (this.dropped > 0) {
				long lost = this.dropped;
				this.dropped = 0;
				this.events.add(() -> logger.warn("{} dropped: listeners are slower than what happens",
						Plural.of(lost, "event was", "events were")));
				wake();
			}
			Voice current = this.voice;
			if (current == null || current.busySince == 0 || this.held >= MAX_HELD
					|| this.backend.nanoTime() - current.busySince <= longest) {
				return;
			}
			Runnable holder = current.call;
			this.held++;
			this.voice = null;
			this.events.add(() -> logger.warn("The teller is held by {}; another thread took over", holder));
			wake();
		}
	}

	int held() {
		synchronized (this.lock) {
			return this.held;
		}
	}

	/** One thread of the teller; the current one takes calls, a replaced one ends. */
	private final class Voice implements Runnable {

		/** Guarded by the teller's lock. */
		private @Nullable Thread thread;

		/** Guarded by the teller's lock. */
		private @Nullable Runnable call;

		/** 0 while it waits. Guarded by the teller's lock. */
		private long busySince;

		@Override
		public void run() {
			while (true) {
				Runnable next;
				synchronized (Teller.this.lock) {
					if (Teller.this.voice != this) {
						Teller.this.held--;
						return;
					}
					next = Teller.this.owed.poll();
					if (next == null) {
						next = Teller.this.events.poll();
					}
					if (next == null && Teller.this.stopped) {
						Teller.this.voice = null;
						return;
					}
					this.call = next;
					this.busySince = (next != null) ? Teller.this.backend.nanoTime() : 0;
				}
				if (next == null) {
					Teller.this.backend.park(Teller.this, Long.MAX_VALUE);
				}
				else {
					tell(next);
				}
			}
		}

		private static void tell(Runnable next) {
			try {
				next.run();
			}
			catch (Throwable ex) {
				Quietly.run(() -> logger.error("What the teller ran has failed: {}", next, ex));
			}
			finally {
				Thread.interrupted();
			}
		}

	}

}
