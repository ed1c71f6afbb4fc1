package dev.corral.dump;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskStatus;

/**
 * What the tasks of a group have in common. Immutable, as long as nobody writes into the
 * array of frames it was given.
 */
public final class GroupKey {

	private static final StackTraceElement[] NO_FRAMES = {};

	final String name;

	final TaskStatus status;

	final Thread.State state;

	final @Nullable LeakReason leak;

	/** {@code null} when frames tell the place. */
	private final @Nullable LaunchSite launchSite;

	/** {@code null} when frames tell the place, or the thread is parked on nothing. */
	private final @Nullable Class<?> blocker;

	final StackTraceElement[] frames;

	private final int hash;

	private GroupKey(String name, TaskStatus status, Thread.State state, @Nullable LeakReason leak,
			@Nullable LaunchSite launchSite, @Nullable Class<?> blocker, StackTraceElement[] frames) {
		this.name = name;
		this.status = status;
		this.state = state;
		this.leak = leak;
		this.launchSite = launchSite;
		this.blocker = blocker;
		this.frames = frames;
		int sum = Arrays.hashCode(frames);
		sum = 31 * sum + name.hashCode();
		sum = 31 * sum + status.hashCode();
		sum = 31 * sum + state.hashCode();
		sum = 31 * sum + ((leak != null) ? leak.hashCode() : 0);
		sum = 31 * sum + ((launchSite != null) ? launchSite.line() : 0);
		this.hash = 31 * sum + ((blocker != null) ? blocker.hashCode() : 0);
	}

	/**
	 * Tells tasks apart by their stacks.
	 * @param name the task's name
	 * @param status its status
	 * @param state the state of its thread
	 * @param leak the reason of the verdict on it
	 * @param frames its stack, not to be written to any more
	 * @return the key
	 */
	public static GroupKey exact(String name, TaskStatus status, Thread.State state, @Nullable LeakReason leak,
			StackTraceElement[] frames) {
		return new GroupKey(name, status, state, leak, null, null, frames);
	}

	/**
	 * Tells tasks apart without their stacks.
	 * @param name the task's name
	 * @param status its status
	 * @param state the state of its thread
	 * @param leak the reason of the verdict on it
	 * @param launchSite who launched it
	 * @param blocker the class of what its thread is parked on, {@code null} for nothing
	 * @return the key
	 */
	public static GroupKey sampled(String name, TaskStatus status, Thread.State state, @Nullable LeakReason leak,
			LaunchSite launchSite, @Nullable Class<?> blocker) {
		return new GroupKey(name, status, state, leak, launchSite, blocker, NO_FRAMES);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof GroupKey key && this.hash == key.hash && this.status == key.status
				&& this.state == key.state && this.leak == key.leak && this.blocker == key.blocker
				&& this.name.equals(key.name) && isSamePlace(this.launchSite, key.launchSite)
				&& Arrays.equals(this.frames, key.frames);
	}

	// Remembered launch sites are mostly the same instance
	@SuppressWarnings("ReferenceEquality")
	static boolean isSamePlace(@Nullable LaunchSite one, @Nullable LaunchSite other) {
		return one == other || (one != null && one.equals(other));
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

}
