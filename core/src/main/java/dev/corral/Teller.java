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
 * must not hold up a deadline or a task: interrupts decided by a deadline, and callbacks.
 */
final class Teller implements Runnable {

	/*-
	 * Everything handed over is owed to somebody, so nothing is dropped; the queue is
	 * bounded because each live task owes at most one interrupt and each registration at
	 * most one call.
	 */

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Backend backend;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final Queue<Runnable> owed = new ArrayDeque<>();

	@GuardedBy("lock")
	private boolean stopped;

	@GuardedBy("lock")
	private @Nullable Thread thread;

	Teller(Backend backend) {
		this.backend = backend;
	}

	void tell(Runnable call) {
		synchronized (this.lock) {
			this.owed.add(call);
			if (this.thread == null) {
				this.thread = this.backend.startDaemon("corral-teller", this);
			}
			else {
				this.backend.unpark(this.thread);
			}
		}
	}

	// What is owed is still delivered; the thread then ends
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
			Runnable call;
			synchronized (this.lock) {
				call = this.owed.poll();
				if (call == null && this.stopped) {
					this.thread = null;
					return;
				}
			}
			if (call == null) {
				this.backend.park(this, Long.MAX_VALUE);
			}
			else {
				run(call);
			}
		}
	}

	private static void run(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			logger.error("A callback failed", ex);
		}
		finally {
			Thread.interrupted();
		}
	}

}
