package dev.corral.monitor;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Why a live task counts as a leak. Immutable.
 *
 * @param reason the current reason
 * @param since wall-clock time of the verdict
 * @param waitsFor the class of what the task waits for; for a deadlock the lock and who
 * holds it; for a task that cannot end its interrupt or the callback that keeps it;
 * {@code null} when unknown
 * @param stack the frames that showed it, innermost first
 */
public record LeakVerdict(LeakReason reason, Instant since, @Nullable String waitsFor, List<StackTraceElement> stack) {

	public LeakVerdict {
		stack = List.copyOf(stack);
	}

	/**
	 * Whether the verdict is a fact and not a suspicion.
	 * @return {@code true} when certain
	 */
	public boolean certain() {
		return this.reason.isCertain();
	}

}
