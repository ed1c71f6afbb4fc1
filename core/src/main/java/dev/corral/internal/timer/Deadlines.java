package dev.corral.internal.timer;

import java.time.Duration;
import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.RegistryEntry;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.util.PanicText;

/**
 * The pending deadlines of tasks and scopes, and the one thread that waits for the
 * earliest. It decides outcomes and runs no user code. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class Deadlines {

	/*-
	 * A task with a timeout costs a read of `wake` at its start and nothing more, as long
	 * as it ends before its deadline is needed. The thread wakes at the earliest due
	 * time that was announced; only then does it sweep the stripes, and of what was launched
	 * since the last sweep only the survivors enter the heap.
	 *
	 * No deadline is missed: the thread first raises `wake`, then sweeps. A task linked
	 * before the sweep passes is seen by it (not started yet: entered no later than it can
	 * be due, and entered again when that comes). One linked after it reads the raised
	 * `wake` when it begins, and lowers it.
	 *
	 * An entry is removed by the thread that settles. Entering writes the place in the heap and
	 * then reads isOver(); settling makes isOver() true and then reads the place (Dekker's
	 * pattern). So at least one sees the other.
	 *
	 * `wake` is lowered first and the thread woken or started after that. When it cannot be
	 * started, the next announcement or entry tries again, and so does the watcher.
	 */

	private static final int BATCH = 256;

	/** The pause before a failed check is repeated, in nanoseconds. */
	private static final long RETRY = Duration.ofSeconds(1).toNanos();

	private final Backend backend;

	/** Used by the thread alone. */
	private final StripePosition[] sweep;

	private final CallbackExecutor callbacks;

	private final HelperThread helper;

	private final SpinLock lock = new SpinLock();

	@GuardedBy("lock")
	private final DeadlineHeap heap = new DeadlineHeap();

	private volatile boolean stopped;

	/** No deadline is earlier than this; lowered under the lock. */
	private volatile long wake = Long.MAX_VALUE;

	/** What was swept and has not entered the heap yet; used by the thread alone. */
	private List<? extends RegistryEntry> batch = List.of();

	/** How much of the batch is done. */
	private int taken;

	public Deadlines(Backend backend, Registry<?> registry, CallbackExecutor callbacks) {
		this.backend = backend;
		this.sweep = registry.positions(0, false);
		this.callbacks = callbacks;
		this.helper = new HelperThread(backend, "corral-deadlines", this::run, this::hasWork);
	}

	public void put(Expirable timed, long due) {
		enter(timed, due, false);
		announce(due);
	}

	// Room is made before the lock is taken: when there is no memory, nothing has changed
	private void enter(Expirable timed, long due, boolean onlyIfAbsent) {
		@Nullable Expirable @Nullable [] bigger = null;
		while (true) {
			int needed = 0;
			this.lock.lock();
			try {
				if (bigger != null) {
					this.heap.grow(bigger);
				}
				if (onlyIfAbsent && timed.heapIndex() != 0) {
					return;
				}
				if (!this.heap.isFull() || timed.heapIndex() != 0) {
					this.heap.put(timed, due);
					if (timed.isOver()) {
						this.heap.remove(timed);
					}
					return;
				}
				needed = this.heap.nextCapacity();
			}
			finally {
				this.lock.held = 0;
			}
			bigger = new @Nullable Expirable[needed];
		}
	}

	// Makes sure that the thread looks by then; by a beginning task, too
	public void announce(long due) {
		if (due < this.wake) {
			lowerWake(due);
			if (!this.stopped) {
				this.helper.wake();
			}
		}
		else {
			this.helper.ensureRunning();
		}
	}

	public void remove(Expirable timed) {
		if (timed.heapIndex() != 0) {
			this.lock.lock();
			try {
				this.heap.remove(timed);
			}
			finally {
				this.lock.held = 0;
			}
		}
	}

	// By the watcher: starts the thread when it could not start or has died
	public void ensureRunning() {
		this.helper.ensureRunning();
	}

	private boolean hasWork() {
		return !this.stopped && this.wake != Long.MAX_VALUE;
	}

	public int size() {
		this.lock.lock();
		try {
			return this.heap.size();
		}
		finally {
			this.lock.held = 0;
		}
	}

	public void stop() {
		this.stopped = true;
		this.helper.wakeIfRunning();
	}

	private void run() {
		while (!this.stopped) {
			long wait = this.wake - this.backend.nanoTime();
			if (wait > 0) {
				Thread.interrupted();
				this.backend.park(this, (this.wake != Long.MAX_VALUE) ? wait : Long.MAX_VALUE);
				continue;
			}
			raiseWake();
			try {
				sweep();
				expireDue();
			}
			catch (Throwable ex) {
				lowerWake(this.backend.nanoTime() + RETRY);
				logFailure("Deadline check failed", ex);
			}
			lowerWakeToFirst();
		}
	}

	// From now on new deadlines are announced again
	private void raiseWake() {
		this.lock.lock();
		try {
			this.wake = Long.MAX_VALUE;
		}
		finally {
			this.lock.held = 0;
		}
	}

	private void lowerWake(long due) {
		this.lock.lock();
		try {
			this.wake = Math.min(this.wake, due);
		}
		finally {
			this.lock.held = 0;
		}
	}

	private void lowerWakeToFirst() {
		this.lock.lock();
		try {
			Expirable first = this.heap.first();
			if (first != null) {
				this.wake = Math.min(this.wake, first.due());
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	// What a failure has left of a batch comes first
	private void sweep() {
		takeBatch();
		for (StripePosition position : this.sweep) {
			do {
				this.batch = position.takeNext(BATCH);
			}
			while (takeBatch() == BATCH);
		}
	}

	private int takeBatch() {
		int size = this.batch.size();
		while (this.taken < size) {
			if (this.batch.get(this.taken) instanceof Expirable timed) {
				long due = timed.sweptDue(this.backend.nanoTime());
				if (due != Long.MAX_VALUE) {
					enter(timed, due, true);
				}
			}
			this.taken++;
		}
		this.batch = List.of();
		this.taken = 0;
		return size;
	}

	private void expireDue() {
		for (Expirable due = pollDue(); due != null; due = pollDue()) {
			try {
				due.expire();
			}
			catch (Throwable ex) {
				enterAgain(due, this.backend.nanoTime() + RETRY);
				logFailure("Deadline of a task or scope could not be handled", ex);
			}
		}
	}

	// Into the place it has left
	private void enterAgain(Expirable timed, long due) {
		this.lock.lock();
		try {
			if (timed.heapIndex() == 0 && !timed.isOver()) {
				this.heap.put(timed, due);
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	// There may be no memory for a line
	private void logFailure(String what, Throwable thrown) {
		try {
			StormKind kind = StormKind.of(LogTopic.TIMEOUT, Level.ERROR, what);
			if (this.callbacks.tryAcquireLine(kind.with(thrown, PanicText.stack(thrown)))) {
				this.callbacks.log(new LogLine(LogTopic.TIMEOUT, Level.ERROR, "{}; retrying in 1 s", what, thrown));
			}
		}
		catch (Throwable ex) {
			// The next failure tries again
		}
	}

	private @Nullable Expirable pollDue() {
		long now = this.backend.nanoTime();
		this.lock.lock();
		try {
			Expirable first = this.heap.first();
			if (first == null || first.due() > now) {
				return null;
			}
			this.heap.remove(first);
			return first;
		}
		finally {
			this.lock.held = 0;
		}
	}

}
