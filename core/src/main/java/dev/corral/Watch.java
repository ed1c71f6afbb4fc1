package dev.corral;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.corral.leak.Suspicion;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.RecentLeak;

/** What the watcher keeps of one old task; most tasks never get one. */
final class Watch {

	/** Used by the watcher alone. */
	final Suspicion suspicion = new Suspicion();

	/** Reasons found so far. Guarded by the monitor. */
	final Set<LeakReason> found = EnumSet.noneOf(LeakReason.class);

	/** Reasons that ended so far. Guarded by the monitor. */
	final Set<LeakReason> ended = EnumSet.noneOf(LeakReason.class);

	/** The story of the verdict that stands. Guarded by the monitor. */
	@Nullable RecentLeak story;

	/** Written under the monitor, read by dumps. */
	volatile @Nullable LeakVerdict verdict;

	/** Whether the task has settled: no verdict may follow. Guarded by the monitor. */
	boolean closed;

}
