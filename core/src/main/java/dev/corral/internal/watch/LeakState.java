package dev.corral.internal.watch;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.leak.Leaks;
import dev.corral.internal.platform.SpinLock;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.RecentLeak;

/** The state that the watcher keeps for one old task; most tasks never get one. */
public final class LeakState {

	/** Guards the verdict. */
	public final SpinLock lock = new SpinLock();

	/** Used by the watcher alone. */
	public final Suspicion suspicion = new Suspicion();

	/**
	 * When the task was first seen in the callbacks that it is in, in nanoseconds, 0
	 * while it is in none; used by the watcher alone.
	 */
	public long callbacksSeenAt;

	/** Which callbacks these are; used by the watcher alone. */
	public int callbacksSeen;

	/** Reasons found so far. Guarded by the lock. */
	public final Set<LeakReason> found = EnumSet.noneOf(LeakReason.class);

	/** Reasons that ended so far. Guarded by the lock. */
	public final Set<LeakReason> ended = EnumSet.noneOf(LeakReason.class);

	/** The current leak, while its verdict stands. Guarded by the lock. */
	public @Nullable RecentLeak leak;

	/** What has no line in the log yet; used by the watcher alone. */
	public @Nullable RecentLeak unlogged;

	/** A verdict that ended with its task, until that has been reported. */
	public volatile @Nullable RecentLeak endedLeak;

	/** The next in the list of {@link Leaks} of what is unreported. */
	public @Nullable LeakState nextUnreported;

	/** How a task that is overdue was told to end, {@code null} for others. */
	public volatile @Nullable String end;

	/** What lines about the task are written with, {@code null} for none. */
	public volatile @Nullable Map<String, String> mdc;

	/** Written under the lock, read by dumps. */
	public volatile @Nullable LeakVerdict verdict;

	/** Whether the task has settled: no verdict may follow. Guarded by the lock. */
	public boolean closed;

}
