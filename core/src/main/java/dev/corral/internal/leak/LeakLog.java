package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.internal.callback.LineBudget;
import dev.corral.internal.platform.SpinLock;
import dev.corral.monitor.RecentLeak;

/**
 * Tells leaks in the log, equal ones in one line with their number. Each is counted in
 * one line, and the lines are few. Thread-safe; running it writes what is ready.
 */
@SuppressWarnings("GuardedBy")
public final class LeakLog implements Runnable {

	/*-
	 * A leak waits with its kind (SuppressedLeaks), a kind is made ready when it is due, and its leaks are
	 * told when a thread comes to write the line:
	 *
	 * add ──> waiting ──> ready ──> told
	 *            ^                   │
	 *            └── not written ────┘
	 *
	 * Due: the first line of a kind at once and in full; the next a minute later at the earliest and
	 * short, each further one twice as late, up to an hour. A day after its last line a kind begins
	 * anew.
	 *
	 * Bounds: 20 lines at once, then one every three seconds. 256 kinds; a new one takes the place
	 * of the kind told longest ago, of those whose pause is over and with which nothing waits. What
	 * finds no place is counted together, in lines outside of the budget with pauses like those of
	 * a kind.
	 *
	 * Closing tells all that waits, whatever its pause or the budget.
	 */

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int MAX_KINDS = 256;

	private static final int MAX_LINES = 20;

	private static final Duration LINES_PER = Duration.ofMinutes(1);

	private final LongSupplier clock;

	private final SpinLock lock = new SpinLock();

	/** Those told longest ago, or met longest ago and never told, first. */
	@GuardedBy("lock")
	private final SequencedMap<LeakKind, SuppressedLeaks> kinds = new LinkedHashMap<>();

	/** The kinds that found no place. */
	@GuardedBy("lock")
	private final SuppressedLeaks others = new SuppressedLeaks(null);

	@GuardedBy("lock")
	private final SequencedSet<SuppressedLeaks> ready = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final LineBudget budget;

	/** Whether a run is on its way. */
	@GuardedBy("lock")
	private boolean awaited;

	@GuardedBy("lock")
	private boolean closed;

	public LeakLog(LongSupplier clock) {
		this.clock = clock;
		this.budget = new LineBudget(MAX_LINES, LINES_PER, clock.getAsLong());
	}

	public void add(String name, RecentLeak leak) {
		LeakKind kind = new LeakKind(name, leak.reason(), leak.launchSite());
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			placeOf(kind, now).add(leak);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Makes ready what is due; true when that needs a run and none is on its way
	public boolean prepare() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			makeReady(now);
			boolean needed = !this.ready.isEmpty() && !this.awaited;
			this.awaited |= needed;
			return needed;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// By several threads at once when an appender holds one: it holds one line with it
	@Override
	public void run() {
		begin();
		for (LeakLine line = next(); line != null; line = next()) {
			try {
				line.write(logger);
			}
			catch (Throwable ex) {
				giveBack(line);
			}
		}
	}

	// Whatever waits is ready for the next run
	public void close() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			this.closed = true;
			makeReady(now);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// What becomes ready from now on needs another run
	void begin() {
		this.lock.lock();
		try {
			this.awaited = false;
		}
		finally {
			this.lock.held = 0;
		}
	}

	private @Nullable LeakLine next() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			if (this.ready.isEmpty()) {
				return null;
			}
			SuppressedLeaks told = this.ready.removeFirst();
			LeakLine line = told.take(now);
			if (line.kind() != null) {
				this.kinds.putLast(line.kind(), told);
			}
			return line;
		}
		finally {
			this.lock.held = 0;
		}
	}

	private void giveBack(LeakLine line) {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			placeOf(line.kind(), now).giveBack(line);
		}
		finally {
			this.lock.held = 0;
		}
	}

	@GuardedBy("lock")
	private void makeReady(long now) {
		for (SuppressedLeaks kind : this.kinds.values()) {
			if (isDue(kind, now) && !this.ready.contains(kind) && (this.closed || this.budget.take(now))) {
				this.ready.add(kind);
			}
		}
		if (isDue(this.others, now)) {
			this.ready.add(this.others);
		}
	}

	@GuardedBy("lock")
	private boolean isDue(SuppressedLeaks kind, long now) {
		return kind.isWaiting() && (this.closed || kind.isPauseOver(now));
	}

	@GuardedBy("lock")
	private SuppressedLeaks placeOf(@Nullable LeakKind kind, long now) {
		if (kind == null) {
			return this.others;
		}
		SuppressedLeaks known = this.kinds.get(kind);
		if (known != null) {
			return known;
		}
		if (this.kinds.size() == MAX_KINDS && !forgetOne(now)) {
			return this.others;
		}
		SuppressedLeaks fresh = new SuppressedLeaks(kind);
		this.kinds.put(kind, fresh);
		return fresh;
	}

	@GuardedBy("lock")
	private boolean forgetOne(long now) {
		Iterator<SuppressedLeaks> all = this.kinds.values().iterator();
		while (all.hasNext()) {
			SuppressedLeaks oldest = all.next();
			if (!oldest.isWaiting() && oldest.isPauseOver(now)) {
				all.remove();
				return true;
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return "the log of leaks";
	}

}
