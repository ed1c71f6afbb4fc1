package dev.corral.internal.failure;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.SafeRead;

/**
 * The last failures that joins have thrown at a task. When one of them leaves its body,
 * it is a propagated failure: the task that failed has reported it. For the task's own
 * thread alone.
 */
public final class JoinFailures {

	/*-
	 * Held weakly: a failure that the body does not hold any longer cannot leave it, and a task that
	 * runs for weeks must not keep what eight others once failed with.
	 */

	/** How many are remembered. */
	static final int MAX = 8;

	private final @Nullable Entry[] entries = new @Nullable Entry[MAX];

	private int next;

	/**
	 * Remembers a failure.
	 * @param thrown what the join throws; of a wrapper of the JDK's, its cause counts
	 * @param origin what has failed, in words
	 */
	public void add(Throwable thrown, String origin) {
		this.entries[this.next] = new Entry(new WeakReference<>(unwrapped(thrown)), origin);
		this.next = (this.next + 1) % MAX;
	}

	private static Throwable unwrapped(Throwable thrown) {
		boolean wraps = thrown instanceof CompletionException || thrown instanceof ExecutionException;
		Throwable cause = wraps ? SafeRead.cause(thrown) : null;
		return (cause != null) ? cause : thrown;
	}

	// Where what left the body comes from, null when no join has thrown it
	@SuppressWarnings("ReferenceEquality")
	@Nullable String origin(Throwable thrown) {
		for (Entry entry : this.entries) {
			Throwable failure = (entry != null) ? entry.failure.get() : null;
			if (entry != null && failure != null && CauseChain.anyMatch(thrown, (cause) -> cause == failure)) {
				return entry.origin;
			}
		}
		return null;
	}

	/**
	 * One failure.
	 *
	 * @param failure the throwable itself: equal ones are others
	 * @param origin what has failed
	 */
	private record Entry(WeakReference<Throwable> failure, String origin) {

	}

}
