package dev.corral.internal.watch;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.monitor.RecentPanic;

/**
 * What was seen of a task's thread. Immutable.
 *
 * @param stack its frames, innermost first, at most {@link RecentPanic#MAX_FRAMES}
 * @param waitsFor the class of what it waits for, or a description; {@code null} when it
 * is not known
 */
public record LeakEvidence(List<StackTraceElement> stack, @Nullable String waitsFor) {

	/** Nothing was seen. */
	public static final LeakEvidence NONE = new LeakEvidence(List.of(), null);

	public static LeakEvidence of(StackTraceElement[] frames, @Nullable String waitsFor) {
		return new LeakEvidence(
				List.copyOf(Arrays.asList(frames).subList(0, Math.min(frames.length, RecentPanic.MAX_FRAMES))),
				waitsFor);
	}

	public static LeakEvidence of(Thread thread, StackTraceElement[] frames, Backend backend) {
		return of(frames, backend.waitsFor(thread));
	}

	public LeakEvidence waitingFor(String what) {
		return new LeakEvidence(this.stack, what);
	}

}
