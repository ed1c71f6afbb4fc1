package dev.corral.dump;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskStatus;

/**
 * What the tasks of a sample have in common: labels and a stack. Immutable, as long as
 * nobody writes into the array of frames it was given.
 */
public final class ProfileKey {

	/** How long a label is at most, in characters, before it is escaped. */
	static final int MAX_LABEL = 256;

	/** How many frames are kept, the innermost. */
	static final int MAX_FRAMES = 256;

	final String name;

	final TaskStatus status;

	final String scope;

	final @Nullable LeakReason leak;

	final StackTraceElement[] frames;

	private final int hash;

	private ProfileKey(String name, TaskStatus status, String scope, @Nullable LeakReason leak,
			StackTraceElement[] frames) {
		this.name = name;
		this.status = status;
		this.scope = scope;
		this.leak = leak;
		this.frames = frames;
		int sum = Arrays.hashCode(frames);
		sum = 31 * sum + name.hashCode();
		sum = 31 * sum + status.hashCode();
		sum = 31 * sum + scope.hashCode();
		this.hash = 31 * sum + ((leak != null) ? leak.hashCode() : 0);
	}

	/**
	 * Tells tasks apart by their labels and their stacks, both cut to a length.
	 * @param name the task's name
	 * @param status its status
	 * @param scope the path of its scope
	 * @param leak the reason of the verdict on it
	 * @param frames its stack, innermost first, not to be written to any more
	 * @return the key
	 */
	public static ProfileKey of(String name, TaskStatus status, String scope, @Nullable LeakReason leak,
			StackTraceElement[] frames) {
		return new ProfileKey(Printable.cut(name, MAX_LABEL), status, Printable.cut(scope, MAX_LABEL), leak,
				(frames.length > MAX_FRAMES) ? Arrays.copyOf(frames, MAX_FRAMES) : frames);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ProfileKey key && this.hash == key.hash && this.status == key.status
				&& this.leak == key.leak && this.name.equals(key.name) && this.scope.equals(key.scope)
				&& Arrays.equals(this.frames, key.frames);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

}
