package dev.corral.internal.callback;

import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.internal.platform.SpinLock;

/**
 * Log lines that are collected, and written when they are due by a thread that runs this.
 * Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public abstract class CollectedLines implements Runnable {

	/*-
	 * A run is requested when something is due and none is requested yet. A run that starts takes
	 * the request back first: what becomes due while it writes is the matter of another run.
	 */

	protected final LongSupplier clock;

	protected final SpinLock lock = new SpinLock();

	/** Whether a run was requested and has not started. */
	@GuardedBy("lock")
	private boolean awaited;

	@GuardedBy("lock")
	protected boolean closed;

	protected CollectedLines(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Whether there is something for a run to write. All that was collected is due after
	 * the close. Called under the lock.
	 * @param now the time
	 * @return whether a run would write a line
	 */
	protected abstract boolean hasDue(long now);

	// By the thread that runs this; not under the lock
	protected abstract void writeDue();

	// Has the log lane write what is due
	public final void writeBy(CallbackExecutor executor) {
		if (!tryRequestRun()) {
			return;
		}
		boolean handedOver = false;
		try {
			executor.logAlways(this);
			handedOver = true;
		}
		finally {
			if (!handedOver) {
				begin();
			}
		}
	}

	// By the closer: whatever was collected is written now
	public final void closeBy(CallbackExecutor executor) {
		close();
		executor.logAlways(this);
	}

	// True when something is due and no run was requested
	public final boolean tryRequestRun() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			boolean needed = hasDue(now) && !this.awaited;
			this.awaited |= needed;
			return needed;
		}
		finally {
			this.lock.held = 0;
		}
	}

	public final void close() {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			this.closed = true;
			hasDue(now);
		}
		finally {
			this.lock.held = 0;
		}
	}

	private void begin() {
		this.lock.lock();
		try {
			this.awaited = false;
		}
		finally {
			this.lock.held = 0;
		}
	}

	@Override
	public final void run() {
		begin();
		writeDue();
	}

}
