package dev.corral.internal.callback;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.util.Durations;
import dev.corral.internal.util.Plural;

/**
 * Decides which lines are logged in full, and counts the others; running it writes the
 * counts. For lines of which there may be one for every task or failure. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
final class StormLimit extends CollectedLines {

	/*-
	 * A kind has a window of a minute, which begins with its first line. The first 20 in it are
	 * logged in full. When it is over, one line has the number of the others, and the next window
	 * begins. All kinds together have 1 000 lines in full in a window of their own.
	 *
	 * 1 000 kinds are known. A new one replaces the one whose window began longest ago, if that is
	 * over and all in it was logged; otherwise the lines of new kinds share one window.
	 *
	 * A close makes all counts due at once, and so does the last task that leaves after it. What is
	 * counted later is due after its minute, and written when another line is asked for: nobody looks
	 * any more.
	 */

	static final int MAX_IN_FULL = 20;

	static final int MAX_IN_FULL_TOGETHER = 1000;

	static final int MAX_KINDS = 1000;

	private static final Duration WINDOW = Duration.ofMinutes(1);

	/** That of the line about all kinds beyond the limit. */
	private final Level level;

	/** Those whose window began longest ago first. */
	@GuardedBy("lock")
	private final SequencedMap<StormKind, Window> kinds = new LinkedHashMap<>();

	/** That of all kinds beyond the limit. */
	@GuardedBy("lock")
	private final Window others;

	@GuardedBy("lock")
	private final Window together;

	StormLimit(LongSupplier clock, Level level) {
		super(clock);
		this.level = level;
		long now = clock.getAsLong();
		this.others = new Window(now);
		this.together = new Window(now);
	}

	// Whether a line is to be written in full; if not, it is counted
	boolean take(StormKind kind) {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			Window window = windowOf(kind, now);
			if (window.inFull < MAX_IN_FULL && takeTogether(now)) {
				window.inFull++;
				return true;
			}
			window.counted++;
			return false;
		}
		finally {
			this.lock.held = 0;
		}
	}

	@GuardedBy("lock")
	private boolean takeTogether(long now) {
		if (this.together.inFull == 0 || this.together.isOver(now)) {
			this.together.beginAgain(now);
		}
		if (this.together.inFull == MAX_IN_FULL_TOGETHER) {
			return false;
		}
		this.together.inFull++;
		return true;
	}

	@GuardedBy("lock")
	private Window windowOf(StormKind kind, long now) {
		Window known = this.kinds.get(kind);
		if (known == null && (this.kinds.size() < MAX_KINDS || forgetOne(now))) {
			known = new Window(now);
			this.kinds.put(kind, known);
		}
		else if (known == null) {
			known = this.others;
		}
		if (known.counted == 0 && known.isOver(now)) {
			known.beginAgain(now);
			moveToEnd(kind, known);
		}
		return known;
	}

	@GuardedBy("lock")
	@SuppressWarnings("ReferenceEquality")
	private void moveToEnd(StormKind kind, Window window) {
		if (window != this.others) {
			this.kinds.putLast(kind, window);
		}
	}

	@GuardedBy("lock")
	private boolean forgetOne(long now) {
		Window oldest = this.kinds.firstEntry().getValue();
		if (oldest.counted > 0 || !oldest.isOver(now)) {
			return false;
		}
		this.kinds.pollFirstEntry();
		return true;
	}

	// All counts, without waiting for the ends of their windows
	void writeAllBy(CallbackExecutor executor) {
		close();
		writeBy(executor);
	}

	@Override
	@GuardedBy("lock")
	protected boolean hasDue(long now) {
		if (this.closed) {
			this.closed = false;
			this.others.markDue();
			this.kinds.values().forEach(Window::markDue);
		}
		boolean due = isDue(this.others, now);
		Iterator<Window> all = this.kinds.values().iterator();
		while (!due && all.hasNext()) {
			due = isDue(all.next(), now);
		}
		return due;
	}

	@GuardedBy("lock")
	private boolean isDue(Window window, long now) {
		return window.counted > 0 && (window.due || window.isOver(now));
	}

	@Override
	protected void writeDue() {
		for (Count count = next(); count != null; count = next()) {
			try {
				line(count).run();
			}
			catch (Throwable ex) {
				giveBack(count);
				return;
			}
		}
	}

	private @Nullable Count next() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			if (isDue(this.others, now)) {
				return this.others.take(null, now);
			}
			for (Map.Entry<StormKind, Window> entry : this.kinds.entrySet()) {
				if (isDue(entry.getValue(), now)) {
					Count count = entry.getValue().take(entry.getKey(), now);
					this.kinds.putLast(entry.getKey(), entry.getValue());
					return count;
				}
			}
			return null;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// The line was not written: it is due again after another window
	private void giveBack(Count count) {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			StormKind kind = count.kind();
			((kind != null) ? windowOf(kind, now) : this.others).add(count);
		}
		finally {
			this.lock.held = 0;
		}
	}

	private LogLine line(Count count) {
		StormKind kind = count.kind();
		String time = Durations.text(Duration.ofNanos(count.nanos()));
		String inFull = Plural.of(count.inFull(), "was", "were");
		if (kind == null) {
			return new LogLine(LogTopic.LAUNCHER, this.level,
					"{} of too many kinds for a line each, within {}; {} logged in full",
					Plural.of(count.number(), "further line", "further lines"), time, inFull);
		}
		return new LogLine(kind.topic(), kind.level(), "{} {} more within {}{}; {} logged in full", kind.what(),
				Plural.of(count.number(), "time", "times"), time, kind.cause(), inFull);
	}

	@Override
	public String toString() {
		return "the numbers of what was not logged";
	}

	/**
	 * Lines that were not written in full.
	 *
	 * @param kind what they have in common, {@code null} beyond the limit of kinds
	 * @param number how many there are
	 * @param inFull how many others were written in full
	 * @param nanos from the begin of their window
	 */
	private record Count(@Nullable StormKind kind, long number, long inFull, long nanos) {

	}

	/** A minute of one kind. Guarded by the lock of the limit. */
	private static final class Window {

		private long began;

		private int inFull;

		/** Those that were not logged in full. */
		private long counted;

		/** Of earlier windows whose line could not be written. */
		private long earlierInFull;

		private long earlierNanos;

		/** Whether its count is written before the window is over. */
		private boolean due;

		private Window(long now) {
			this.began = now;
		}

		private boolean isOver(long now) {
			return now - this.began >= WINDOW.toNanos();
		}

		private void beginAgain(long now) {
			this.began = now;
			this.inFull = 0;
		}

		private Count take(@Nullable StormKind kind, long now) {
			Count count = new Count(kind, this.counted, this.inFull + this.earlierInFull,
					now - this.began + this.earlierNanos);
			this.counted = 0;
			this.earlierInFull = 0;
			this.earlierNanos = 0;
			this.due = false;
			beginAgain(now);
			return count;
		}

		private void markDue() {
			this.due = this.counted > 0;
		}

		private void add(Count unwritten) {
			this.counted += unwritten.number();
			this.earlierInFull += unwritten.inFull();
			this.earlierNanos += unwritten.nanos();
		}

	}

}
