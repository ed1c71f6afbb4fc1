package dev.corral.internal.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.event.Level;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.HelperThread;

/**
 * The thread that watches the lanes of a launcher and replaces those of their threads
 * that a call holds. It runs while a lane is at work, and parks otherwise. Thread-safe.
 */
public final class LaneWatch {

	/** In how many nanoseconds to try again what has failed. */
	public static final long RETRY = Duration.ofMillis(100).toNanos();

	/** At most so many lines about blocked calls at once, refilled within a minute. */
	private static final int MAX_LINES = 20;

	private static final long LEAST_PAUSE = Duration.ofMillis(1).toNanos();

	private static final long LINGER = Duration.ofSeconds(10).toNanos();

	private final Backend backend;

	private final List<Lane> lanes = new CopyOnWriteArrayList<>();

	private final HelperThread helper;

	private final LineBudget budget;

	/** Where lines are written; never the calling thread. */
	private volatile Consumer<Runnable> say = Runnable::run;

	private volatile boolean stopped;

	/** Whether it looks again by itself. */
	private volatile boolean watching;

	public LaneWatch(Backend backend) {
		this.backend = backend;
		this.helper = new HelperThread(backend, "corral-lanes", this::run, this::isNeeded);
		this.budget = new LineBudget(MAX_LINES, Duration.ofMinutes(1), backend.nanoTime());
	}

	// Before the first call
	void add(Lane lane) {
		this.lanes.add(lane);
	}

	void sayBy(Consumer<Runnable> value) {
		this.say = value;
	}

	// By a lane that begins a call, or whose virtual leader has a call waiting
	void wakeIfIdle() {
		if (!this.watching || !this.helper.isRunning()) {
			wake();
		}
	}

	// The watch itself looks again anyway
	void wake() {
		this.watching = true;
		if (!this.helper.isCurrentThread()) {
			this.helper.wake();
		}
	}

	// By whoever comes by: a lane without a thread gets one
	void ensureRunning() {
		if (isNeeded()) {
			wake();
		}
	}

	boolean lacksThread() {
		for (Lane lane : this.lanes) {
			if (lane.lacksThread()) {
				return true;
			}
		}
		return false;
	}

	// It ends as soon as no lane is at work
	public void stop() {
		this.stopped = true;
		this.helper.wakeIfRunning();
	}

	// Without an iterator: there may be no memory
	private boolean isNeeded() {
		for (int i = 0; i < this.lanes.size(); i++) {
			if (!this.lanes.get(i).isIdle()) {
				return true;
			}
		}
		return false;
	}

	private void run() {
		long idleUntil = this.backend.nanoTime() + LINGER;
		while (true) {
			long pause = RETRY;
			try {
				pause = look();
			}
			catch (Throwable ex) {
				// No memory: looked at again soon
			}
			long now = this.backend.nanoTime();
			if (pause != Long.MAX_VALUE) {
				idleUntil = now + LINGER;
			}
			else {
				this.watching = false;
				if (isNeeded()) {
					this.watching = true;
					pause = LEAST_PAUSE;
				}
				else if (now >= idleUntil || this.stopped) {
					return;
				}
			}
			Thread.interrupted();
			this.backend.park(this, Math.max(LEAST_PAUSE, Math.min(pause, LINGER)));
		}
	}

	private long look() {
		long now = this.backend.nanoTime();
		long pause = Long.MAX_VALUE;
		for (Lane lane : this.lanes) {
			pause = Math.min(pause, lane.replaceIfHeld(now));
		}
		return pause;
	}

	// By the watch itself
	void held(Lane lane, Runnable call, long nanos) {
		if (call instanceof HeldCall hanging) {
			hanging.onHeld();
		}
		else if (this.budget.take(this.backend.nanoTime())) {
			this.say
				.accept(new LogLine(Level.WARN, "Thread {} has been blocked for {} ms by {}; a new thread takes over",
						lane, Duration.ofNanos(nanos).toMillis(), call));
		}
	}

	// By a lane's thread
	void failed(Runnable call, Throwable thrown) {
		try {
			this.say.accept(new LogLine(Level.ERROR, "Uncaught exception in {}", call, thrown));
		}
		catch (Throwable ex) {
			// No memory for a line
		}
	}

	/** A call that does something itself when it holds its lane. */
	public interface HeldCall extends Runnable {

		void onHeld();

	}

}
