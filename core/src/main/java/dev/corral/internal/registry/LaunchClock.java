package dev.corral.internal.registry;

import java.time.Duration;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.util.Counter;

/**
 * The time of a launch: the clock, or a copy of it while very many tasks are launched.
 * Thread-safe.
 */
public final class LaunchClock {

	/*-
	 * A reading of the clock waits until all loads before it are done, so among launches it
	 * costs several times what it costs in a loop of its own. When MANY launches have read the
	 * clock within a tick, a helper thread copies the clock once a tick, until launches are few
	 * again:
	 *
	 *  no copy  ──MANY readings within a tick──────────────> copied once a tick
	 *  copy == 0 <──fewer than MANY launches within a tick── copy == the clock at the last tick
	 *
	 * The copy is behind the clock by a tick, and by what the machine delays the thread: a
	 * launch may seem earlier by that much, and never later. While the thread does not run, and
	 * when it fails, there is no copy. The loop needs no memory.
	 */

	/** So many launches within a tick are many. */
	static final int MANY = 256;

	/** How long the thread waits for the next burst before it ends, in nanoseconds. */
	private static final long LINGER = Duration.ofSeconds(1).toNanos();

	private final Backend backend;

	private final Counter launches;

	/** How long a copy serves in nanoseconds, 0 for no copies. */
	private final long tick;

	/** The clock at the last tick, 0 when there is no copy. */
	private volatile long copy;

	/** Readings since the last mark; some are not counted when launching threads meet. */
	private int readings;

	private long markedAt;

	private final HelperThread helper;

	/** Whether there was a burst that the thread has not seen yet. */
	private volatile boolean requested;

	private volatile boolean stopped;

	/**
	 * Makes a clock without a copy.
	 * @param backend has the clock, and starts the thread
	 * @param launches counts launches that were not refused, and opened scopes
	 */
	LaunchClock(Backend backend, Counter launches) {
		this.backend = backend;
		this.launches = launches;
		this.tick = backend.clockTick();
		this.helper = new HelperThread(backend, "corral-clock", this::run, () -> this.requested);
	}

	/**
	 * The time of a launch.
	 * @return nanoseconds of the backend's clock
	 */
	public long nanoTime() {
		long time = this.copy;
		return (time != 0) ? time : read();
	}

	private long read() {
		long time = this.backend.nanoTime();
		if (this.tick != 0 && ++this.readings >= MANY) {
			this.readings = 0;
			if (time - this.markedAt < this.tick && !this.stopped) {
				this.requested = true;
				this.helper.wake();
			}
			this.markedAt = time;
		}
		return time;
	}

	/** Ends the thread. From then on every launch reads the clock. */
	public void stop() {
		this.stopped = true;
		this.helper.wakeIfRunning();
	}

	private void run() {
		try {
			while (awaitBurst()) {
				copyDuringBurst();
			}
		}
		finally {
			this.copy = 0;
		}
	}

	// False when there was none for a while; the next one starts the thread again
	private boolean awaitBurst() {
		long until = this.backend.nanoTime() + LINGER;
		while (!this.requested && !this.stopped) {
			long left = until - this.backend.nanoTime();
			if (left <= 0) {
				return false;
			}
			Thread.interrupted();
			this.backend.park(this, left);
		}
		this.requested = false;
		return !this.stopped;
	}

	private void copyDuringBurst() {
		long before;
		long after = this.launches.last();
		do {
			before = after;
			long now = this.backend.nanoTime();
			this.copy = now;
			awaitTick(now + this.tick);
			after = this.launches.last();
		}
		while (after - before >= MANY && !this.stopped);
		this.copy = 0;
	}

	// Launches that request a copy meanwhile do not end the wait
	private void awaitTick(long until) {
		for (long left = until - this.backend.nanoTime(); left > 0
				&& !this.stopped; left = until - this.backend.nanoTime()) {
			Thread.interrupted();
			this.backend.park(this, left);
		}
	}

}
