package dev.corral.internal.registry;

import java.time.Duration;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.util.Counter;

/**
 * Says when a task is launched: reads the clock, or in a storm of launches a copy of it.
 * Thread-safe.
 */
public final class LaunchClock {

	/*-
	 * A reading costs as much as half of all else that a launch does, for it waits until
	 * everything before it is done. A few launches do not care. Many within a tick ask for
	 * a thread that copies the clock, tick by tick, until there are few again:
	 *
	 *  CALM ──MANY readings within a tick──> STORM ──fewer than MANY launches in a tick──> CALM
	 *  copy == 0                             copy == the clock at the last tick
	 *
	 * The copy lies behind the clock by a tick and by what the machine delays the thread:
	 * a launch may seem that much earlier, never later.
	 */

	/** So many launches in a tick make a storm. */
	public static final int MANY = 256;

	/** How long the thread waits for the next storm before it ends. */
	private static final long LINGER = Duration.ofSeconds(1).toNanos();

	private final Backend backend;

	private final Counter launches;

	/** How long a copy serves in nanoseconds, 0 for no copies. */
	private final long tick;

	private volatile long copy;

	/**
	 * Readings since the last mark; when launching threads meet, some are not counted.
	 */
	private int readings;

	private long markedAt;

	private final HelperThread helper;

	/** Whether a storm was seen that the thread does not know of yet. */
	private volatile boolean asked;

	public LaunchClock(Backend backend, Counter launches) {
		this.backend = backend;
		this.launches = launches;
		this.tick = backend.clockTick();
		this.helper = new HelperThread(backend, "corral-clock", this::run, () -> this.asked);
	}

	public long nanoTime() {
		long time = this.copy;
		return (time != 0) ? time : read();
	}

	private long read() {
		long time = this.backend.nanoTime();
		if (this.tick != 0 && ++this.readings >= MANY) {
			this.readings = 0;
			if (time - this.markedAt < this.tick) {
				this.asked = true;
				this.helper.wake();
			}
			this.markedAt = time;
		}
		return time;
	}

	private void run() {
		try {
			while (awaitStorm()) {
				copyWhileStorm();
			}
		}
		finally {
			this.copy = 0;
		}
	}

	// False when there was none for a while; then the next one starts the thread again
	private boolean awaitStorm() {
		long until = this.backend.nanoTime() + LINGER;
		while (!this.asked) {
			long left = until - this.backend.nanoTime();
			if (left <= 0) {
				return false;
			}
			Thread.interrupted();
			this.backend.park(this, left);
		}
		this.asked = false;
		return true;
	}

	private void copyWhileStorm() {
		long before;
		long after = this.launches.last();
		do {
			before = after;
			long now = this.backend.nanoTime();
			this.copy = now;
			awaitTime(now + this.tick);
			after = this.launches.last();
		}
		while (after - before >= MANY);
		this.copy = 0;
	}

	// Storms seen meanwhile end no wait
	private void awaitTime(long until) {
		for (long left = until - this.backend.nanoTime(); left > 0; left = until - this.backend.nanoTime()) {
			Thread.interrupted();
			this.backend.park(this, left);
		}
	}

}
