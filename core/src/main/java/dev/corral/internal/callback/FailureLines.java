package dev.corral.internal.callback;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.util.PanicText;

/**
 * Log lines about what user code has thrown, written by the thread that caught it. Few
 * are written of a kind, and each of them comes even if its throwable or an appender
 * blocks. Thread-safe.
 */
public final class FailureLines {

	/*-
	 * A line is listed while its thread writes it. Methods of a throwable and appenders may block
	 * that thread: then the watcher, or the closer, has a short form written by the log lane.
	 */

	/** How old a line must be that the closer replaces, in nanoseconds. */
	private static final long AT_CLOSE = Duration.ofMillis(100).toNanos();

	private final Backend backend;

	private final CallbackExecutor executor;

	private final long limit;

	private final AtomicLong numbers = new AtomicLong();

	/** The lines that are being written, oldest first. */
	private final Map<Long, Started> started = new ConcurrentSkipListMap<>();

	/**
	 * Makes what writes the lines of a launcher.
	 * @param backend the clock
	 * @param executor writes what the threads do not write themselves
	 * @param checkInterval how long a line may take
	 */
	public FailureLines(Backend backend, CallbackExecutor executor, Duration checkInterval) {
		this.backend = backend;
		this.executor = executor;
		this.limit = checkInterval.toNanos();
	}

	// On the calling thread
	public void write(Line line) {
		long number = this.numbers.incrementAndGet();
		try {
			this.started.put(number, new Started(line, this.backend.nanoTime()));
		}
		catch (OutOfMemoryError ex) {
			// Written all the same
		}
		try {
			line.run();
		}
		finally {
			this.started.remove(number);
		}
	}

	/**
	 * Writes a line about what user code has thrown, unless many of its kind were
	 * written. On the calling thread.
	 * @param kind its kind, without the throwable
	 * @param thrown the throwable
	 * @param full the line
	 * @param shortForm what comes instead when a method of the throwable blocks
	 */
	public void write(StormKind kind, Throwable thrown, LogLine full, LogLine shortForm) {
		write(new ThrownLine(this.executor, kind, thrown, full, shortForm));
	}

	// See CallbackExecutor
	public boolean tryAcquireLine(StormKind kind) {
		return this.executor.tryAcquireLine(kind);
	}

	// Of the launcher that only warms up
	public boolean isSilent() {
		return this.executor.isSilent();
	}

	// By the watcher
	public void look() {
		replaceOlderThan(this.limit);
	}

	/**
	 * Ends what the watcher does. Called by the closer: nobody looks any more.
	 * @param shutdown knows when a task has left
	 * @param drained whether no task is left
	 */
	public void close(Shutdown shutdown, BooleanSupplier drained) {
		replaceOlderThan(Math.min(this.limit, AT_CLOSE));
		shutdown.whenLeft(() -> {
			if (drained.getAsBoolean()) {
				this.executor.writeCounts();
			}
		});
		this.executor.writeCounts();
	}

	private void replaceOlderThan(long age) {
		long now = this.backend.nanoTime();
		for (Iterator<Started> all = this.started.values().iterator(); all.hasNext();) {
			Started oldest = all.next();
			if (now - oldest.since < age) {
				return;
			}
			LogLine shortForm = oldest.line.shortForm();
			if (this.executor.tryAcquireLine(oldest.line.shortKind())) {
				this.executor.logAlways(shortForm);
			}
			all.remove();
		}
	}

	/** A line that calls user code to be written. */
	public interface Line extends Runnable {

		/**
		 * The line without what may block.
		 * @return a line that calls no user code but appenders
		 */
		LogLine shortForm();

		/**
		 * What the short form has in common with others.
		 * @return its kind, made without a call of user code
		 */
		StormKind shortKind();

	}

	/**
	 * A line about a throwable, whose two forms are made before it is read.
	 *
	 * @param executor limits it
	 * @param kind its kind, without the throwable
	 * @param thrown the throwable
	 * @param full the line
	 * @param shortForm the same without what may block
	 */
	private record ThrownLine(CallbackExecutor executor, StormKind kind, Throwable thrown, LogLine full,
			LogLine shortForm) implements Line {

		@Override
		public void run() {
			if (this.executor.tryAcquireLine(this.kind.with(this.thrown, PanicText.stack(this.thrown)))) {
				this.full.tryWrite();
			}
		}

		@Override
		public StormKind shortKind() {
			return this.kind.unread(this.thrown);
		}

	}

	/**
	 * A line that is being written.
	 *
	 * @param line the line
	 * @param since when its thread began
	 */
	private record Started(Line line, long since) {

	}

}
