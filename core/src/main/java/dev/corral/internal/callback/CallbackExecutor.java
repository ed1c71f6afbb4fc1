package dev.corral.internal.callback;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.event.Level;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.util.Plural;

/**
 * Runs what may block but must hold up neither a deadline nor a task nor a caller:
 * callbacks, events for listeners, and log lines, each kind on a lane of its own.
 * Thread-safe.
 */
public final class CallbackExecutor {

	/*-
	 * | lane             | what runs there                          | when it is full         |
	 * |------------------|------------------------------------------|-------------------------|
	 * | corral-callbacks | onCancel, dependents of futures, names,  | never: bounded by tasks |
	 * |                  | ends of tasks that their thread has left | and registrations       |
	 * | corral-events    | events of leaks and rejections, in order | the newest are dropped  |
	 * | corral-log       | log lines of everybody else's threads    | the newest are dropped  |
	 *
	 * A callback that blocks is bypassed within milliseconds; callbacks may run at the same
	 * time then. Listeners get events in order, so a listener is bypassed only after a check
	 * interval, and only a limited number of times: then its events wait, and are dropped.
	 */

	private static final int MAX_WAITING = 10_000;

	private static final int MAX_HELD = 16;

	private static final Duration CALLBACK_TIME_LIMIT = Duration.ofMillis(100);

	private static final Duration TIME_LIMIT_WHEN_HELD = Duration.ofMillis(10);

	private final LaneWatch watch;

	private final Lane callbacks;

	private final Lane events;

	private final Lane log;

	/** Failures and notes are limited apart, so that neither hides the other. */
	private final StormLimit failures;

	private final StormLimit notes;

	private volatile boolean silent;

	/** Whether the launcher is closed: then nobody looks for counts that are due. */
	private volatile boolean unwatched;

	private final AtomicLong droppedEvents = new AtomicLong();

	private final AtomicLong droppedLines = new AtomicLong();

	/**
	 * Makes an executor without threads; they start when they are needed.
	 * @param backend clock and threads
	 * @param watch replaces threads that are held
	 * @param checkInterval how long a listener may take before it is bypassed
	 */
	public CallbackExecutor(Backend backend, LaneWatch watch, Duration checkInterval) {
		this.watch = watch;
		this.callbacks = new Lane(backend, "corral-callbacks", watch, CALLBACK_TIME_LIMIT, TIME_LIMIT_WHEN_HELD,
				Integer.MAX_VALUE);
		this.events = new Lane(backend, "corral-events", watch, checkInterval, checkInterval, MAX_HELD);
		this.log = new Lane(backend, "corral-log", watch, checkInterval, checkInterval, MAX_HELD);
		this.failures = new StormLimit(backend::nanoTime, Level.ERROR);
		this.notes = new StormLimit(backend::nanoTime, Level.INFO);
		watch.logBy(this::log, this::tryAcquireLine);
	}

	// Whether the calling thread is that of a lane, of any launcher, or runs a step of a
	// future. Also true for one that was replaced, and is still in its call
	public static boolean isCallback() {
		Set<String> lanes = Set.of(LaneLeader.class.getName(), CleanThread.class.getName(), Step.class.getName());
		return StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> lanes.contains(frame.getClassName())));
	}

	// Never dropped
	public void execute(Runnable callback) {
		this.callbacks.execute(callback);
	}

	// Fixes the place of an event in the order; may be called under a lock
	public void prepareEvent(Runnable event) {
		if (this.events.waiting() < MAX_WAITING) {
			this.events.add(event);
		}
		else {
			this.droppedEvents.incrementAndGet();
		}
	}

	// Starts delivering what was prepared; not under a lock
	public void runEvents() {
		this.events.ensureRunning();
	}

	// Lines are dropped where they would be written
	public void logNothing() {
		this.silent = true;
	}

	boolean isSilent() {
		return this.silent;
	}

	public void log(Runnable line) {
		if (this.log.waiting() < MAX_WAITING) {
			this.log.execute(this.silent ? Guarded::nothing : line);
		}
		else {
			this.droppedLines.incrementAndGet();
		}
	}

	/**
	 * Whether to write one of the lines of which there may be one for every task or
	 * failure. If not, it is counted, and the watcher or the closer has the count
	 * written.
	 * @param kind what it has in common with others
	 * @return whether it is one of the first of its kind this minute
	 */
	public boolean tryAcquireLine(StormKind kind) {
		if (this.silent) {
			return false;
		}
		StormLimit limit = (kind.level() == Level.INFO) ? this.notes : this.failures;
		boolean inFull = limit.take(kind);
		if (this.unwatched) {
			writeDue(limit);
		}
		return inFull;
	}

	private void writeDue(StormLimit limit) {
		try {
			limit.writeBy(this);
		}
		catch (OutOfMemoryError ex) {
			// At the next line
		}
	}

	// By the closer, and by the last task that leaves after the close: nobody looks any
	// more
	void writeCounts() {
		this.unwatched = true;
		try {
			this.failures.writeAllBy(this);
		}
		finally {
			this.notes.writeAllBy(this);
		}
		logDropped();
	}

	// Runs when all lines that were logged before are written
	public void afterLines(Runnable call) {
		this.log.execute(call);
	}

	// Never dropped: the caller keeps their number small
	public void logAlways(Runnable lines) {
		this.log.execute(this.silent ? Guarded::nothing : lines);
	}

	// By the watcher at every look: says what was dropped or not logged in full, and
	// starts what could not start
	public void look() {
		if (this.log.waiting() < MAX_WAITING) {
			logDropped();
		}
		this.failures.writeBy(this);
		this.notes.writeBy(this);
		this.watch.ensureRunning();
	}

	// When there is room: lines that were dropped too would lose the numbers
	private void logDropped() {
		long events = this.droppedEvents.getAndSet(0);
		if (events > 0) {
			logAlways(new LogLine(Level.WARN, "{} dropped: listeners do not keep up",
					Plural.of(events, "event was", "events were")));
		}
		long lines = this.droppedLines.getAndSet(0);
		if (lines > 0) {
			logAlways(new LogLine(Level.WARN, "{} dropped: the log appender does not keep up",
					Plural.of(lines, "log line was", "log lines were")));
		}
	}

	// By the watcher that ends: it has to stay while a lane has no thread
	public boolean lacksThread() {
		return this.watch.lacksThread();
	}

	// How many calls hold a thread that was replaced
	public int held() {
		return this.callbacks.held() + this.events.held() + this.log.held();
	}

	// Waiting calls are still run; then the threads end
	public void stop() {
		this.callbacks.stop();
		this.events.stop();
		this.log.stop();
	}

	/**
	 * A step that depends on a future, on a thread of its own.
	 *
	 * @param call the step
	 */
	public record Step(Runnable call) implements Runnable {

		@Override
		public void run() {
			this.call.run();
		}

	}

}
