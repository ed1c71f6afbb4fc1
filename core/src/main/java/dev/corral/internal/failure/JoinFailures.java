package dev.corral.internal.failure;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.SafeRead;

/**
 * The last failures that joins have thrown at a task. When one of them leaves its body,
 * it is a propagated failure if what was joined reports it as a panic. For the task's own
 * thread alone.
 */
public final class JoinFailures {

	/*-
	 * Held weakly: a failure that the body does not hold any longer cannot leave it, and a task that
	 * runs for weeks must not keep what eight others once failed with.
	 *
	 * A throwable without frames may be one that several threads throw: HotSpot keeps one of some
	 * classes for all hot code, and libraries have constants. Of these only what the join itself has
	 * made tells that they come from the join.
	 */

	/** How many are remembered. */
	static final int MAX = 8;

	private final @Nullable Entry[] entries = new @Nullable Entry[MAX];

	private int next;

	/**
	 * Remembers a failure.
	 * @param thrown what the join throws; of a wrapper of the JDK's, its cause counts,
	 * too
	 * @param origin what has failed, in words
	 * @param reported whether a task reports it as a panic
	 */
	public void add(Throwable thrown, String origin, boolean reported) {
		this.entries[this.next] = new Entry(new WeakReference<>(thrown), new WeakReference<>(unwrapped(thrown)), origin,
				reported);
		this.next = (this.next + 1) % MAX;
	}

	private static Throwable unwrapped(Throwable thrown) {
		boolean wraps = thrown instanceof CompletionException || thrown instanceof ExecutionException;
		Throwable cause = wraps ? SafeRead.cause(thrown) : null;
		return (cause != null) ? cause : thrown;
	}

	// Whether what left the body comes from a join of what reports it as a panic
	boolean isReported(Throwable thrown) {
		return find(thrown, true) != null;
	}

	// Where what left the body comes from, null when no join has thrown it
	@Nullable String origin(Throwable thrown) {
		Entry entry = find(thrown, false);
		return (entry != null) ? entry.origin : null;
	}

	private @Nullable Entry find(Throwable thrown, boolean reportedOnly) {
		for (Entry entry : this.entries) {
			if (entry != null && (entry.reported || !reportedOnly) && CauseChain.anyMatch(thrown, entry::matches)) {
				return entry;
			}
		}
		return null;
	}

	// A class that has a stack trace of its own making counts as one with frames
	private static boolean hasFrames(Throwable failure) {
		try {
			return failure.getClass().getMethod("getStackTrace").getDeclaringClass() != Throwable.class
					|| failure.getStackTrace().length > 0;
		}
		catch (Throwable ex) {
			return true;
		}
	}

	/**
	 * One failure.
	 *
	 * @param thrown what the join has thrown
	 * @param failure the throwable itself: equal ones are others
	 * @param origin what has failed
	 * @param reported whether a task reports it as a panic
	 */
	private record Entry(WeakReference<Throwable> thrown, WeakReference<Throwable> failure, String origin,
			boolean reported) {

		@SuppressWarnings("ReferenceEquality")
		boolean matches(Throwable cause) {
			return cause == this.thrown.get() || (cause == this.failure.get() && hasFrames(cause));
		}

	}

}
