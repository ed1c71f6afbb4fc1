package dev.corral.internal.failure;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.SafeRead;

/**
 * Walks from a throwable to its causes. The walk is bounded, so neither a cycle nor an
 * endless chain holds it up. It calls no code of the user: a class that overrides
 * {@code getCause} ends it. Suppressed throwables are not part of it.
 */
final class CauseChain {

	/** How many throwables are looked at. */
	static final int MAX_DEPTH = 100;

	private CauseChain() {
	}

	// The first that matches, null for none
	static @Nullable Throwable find(Throwable thrown, Predicate<Throwable> test) {
		Throwable at = thrown;
		for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
			if (test.test(at)) {
				return at;
			}
			at = SafeRead.cause(at);
		}
		return null;
	}

	static boolean anyMatch(Throwable thrown, Predicate<Throwable> test) {
		return find(thrown, test) != null;
	}

}
