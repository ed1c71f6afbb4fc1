package dev.corral.internal.callback;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.PanicText;

/**
 * Watches the lanes of a launcher on a thread of its own, and replaces threads of lanes
 * that a call blocks. Its thread runs while a lane is at work. Thread-safe.
 */
public final class LaneWatch {

	/** The pause before a failed step is repeated, in nanoseconds. */
	public static final long RETRY = Duration.ofMillis(100).toNanos();

	/** How long a call must block its thread to be reported in the log. */
	private static final long REPORTED_AFTER = Duration.ofSeconds(1).toNanos();

	private static final long LEAST_PAUSE = Duration.ofMillis(1).toNanos();

	private static final long LINGER = Duration.ofSeconds(10).toNanos();

	private final Backend backend;

	private final List<Lane> lanes = new CopyOnWriteArrayList<>();

	private final HelperThread helper;

	/** Replaced threads that are not reported yet; used by the watch alone. */
	private final Queue<HeldThread> unreported = new ArrayDeque<>();

	/** Where lines are written; never the calling thread. */
	private volatile Consumer<Runnable> log = Runnable::run;

	/** Whether a line of a kind is to be written. */
	private volatile Predicate<StormKind> inFull = (kind) -> true;

	private volatile boolean stopped;

	/** Whether it looks again by itself. */
	private volatile boolean watching;

	public LaneWatch(Backend backend) {
		this.backend = backend;
		this.helper = new HelperThread(backend, "corral-lanes", this::run, this::isNeeded);
	}

	// Before the first call
	void add(Lane lane) {
		this.lanes.add(lane);
	}

	void logBy(Consumer<Runnable> writer, Predicate<StormKind> limit) {
		this.log = writer;
		this.inFull = limit;
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

	// A lane without a thread gets one
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
		return Math.min(pause, reportHeld(now));
	}

	// By the watch itself: a call has had its thread replaced
	void held(Lane lane, long since, Replaced thread) {
		this.unreported.add(new HeldThread(lane, since, thread));
	}

	// Returns in how many nanoseconds to look again
	private long reportHeld(long now) {
		long next = Long.MAX_VALUE;
		for (Iterator<HeldThread> all = this.unreported.iterator(); all.hasNext();) {
			HeldThread held = all.next();
			Runnable call = held.thread.callSince(held.since);
			long nanos = now - held.since;
			if (call != null && nanos < REPORTED_AFTER) {
				next = Math.min(next, REPORTED_AFTER - nanos);
				continue;
			}
			all.remove();
			if (call != null && this.inFull
				.test(StormKind.of(LogTopic.LAUNCHER, Level.WARN, "Thread " + held.lane + " was blocked"))) {
				this.log.accept(new LogLine(Level.WARN,
						"Thread {} has been blocked for {} by {}; another thread has taken over", held.lane,
						Durations.text(Duration.ofNanos(nanos)), call));
			}
		}
		return next;
	}

	// By a lane's thread, which writes the line itself: it is replaced if a method of the
	// throwable blocks. Where few are replaced, no such method is called
	void failed(Lane lane, Runnable call, Throwable thrown) {
		try {
			Throwable readable = lane.replacesAll() ? thrown : ThrowableCopy.untouched(thrown);
			StormKind kind = StormKind.of(LogTopic.LAUNCHER, Level.ERROR, "Callbacks failed");
			if (this.inFull.test(kind.with(thrown, PanicText.stack(readable)))) {
				LogLine.write(Level.ERROR, "Uncaught exception in {}", call, readable);
			}
		}
		catch (Throwable ex) {
			// No memory for a line
		}
	}

	/** A call that does something itself when it holds its lane. */
	public interface HeldCall extends Runnable {

		void onHeld();

	}

	/** A call that has a thread of its own, if it is the user's. */
	public interface UserCall extends Runnable {

		boolean isUsers();

	}

	/**
	 * A call of ours that may be run again when it did not come to its end. One that
	 * fails for want of memory is repeated until it returns.
	 */
	public interface RepeatableCall extends Runnable {

	}

	/**
	 * A thread that was replaced. No lambda: its first use may come when there is no
	 * memory.
	 */
	interface Replaced {

		/**
		 * The call that holds the thread.
		 * @param nanos when the call began
		 * @return the call, {@code null} when it is over
		 */
		@Nullable Runnable callSince(long nanos);

	}

	/**
	 * A thread that is not reported yet.
	 *
	 * @param lane its lane
	 * @param since when the call began that holds it
	 * @param thread the thread
	 */
	private record HeldThread(Lane lane, long since, Replaced thread) {

	}

}
