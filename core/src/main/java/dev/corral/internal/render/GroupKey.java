package dev.corral.internal.render;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskStatus;

/**
 * What the tasks of a group have in common; {@code null} for what does not matter.
 *
 * @param name their name
 * @param status their status
 * @param state the state of their threads
 * @param leak the reason of the verdict on them
 * @param scope the path of their scope
 * @param launchSite who launched them
 * @param blocker the class of what their threads are parked on
 * @param frames their stack, innermost frame first; a frame may only be replaced by an
 * equal one
 */
record GroupKey(String name, TaskStatus status, Thread.@Nullable State state, @Nullable LeakReason leak,
		@Nullable String scope, @Nullable LaunchSite launchSite, @Nullable Class<?> blocker,
		List<StackTraceElement> frames) {

	/**
	 * The maximum length of a label of a profile, in characters, before it is escaped.
	 */
	static final int MAX_LABEL = 256;

	/** How many frames a profile keeps, the innermost. */
	static final int MAX_FRAMES = 256;

	// By stack
	static GroupKey exact(String name, TaskStatus status, Thread.State state, @Nullable LeakReason leak,
			StackTraceElement[] frames) {
		return new GroupKey(name, status, state, leak, null, null, null, Arrays.asList(frames));
	}

	// Without a stack
	static GroupKey sampled(String name, TaskStatus status, Thread.State state, @Nullable LeakReason leak,
			LaunchSite launchSite, @Nullable Class<?> blocker) {
		return new GroupKey(name, status, state, leak, null, launchSite, blocker, List.of());
	}

	// By the labels and the stack of a profile, both cut to a length
	static GroupKey profile(String name, TaskStatus status, String scope, @Nullable LeakReason leak,
			StackTraceElement[] frames) {
		StackTraceElement[] kept = (frames.length > MAX_FRAMES) ? Arrays.copyOf(frames, MAX_FRAMES) : frames;
		return new GroupKey(Printable.cut(name, MAX_LABEL), status, null, leak, Printable.cut(scope, MAX_LABEL), null,
				null, Arrays.asList(kept));
	}

}
