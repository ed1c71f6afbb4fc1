package dev.corral;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The open scopes of a launcher. In proof mode it holds them weakly: a scope that nothing
 * else reaches goes with its tasks, when those are blocked for ever. Thread-safe.
 */
final class Scopes {

	/** By id: a scope, or its {@link Entry}. A map without locks: a closer needs it. */
	private final Map<Long, Object> open = new ConcurrentSkipListMap<>();

	private final ReferenceQueue<Scope> collected = new ReferenceQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final boolean weakly;

	Scopes(boolean weakly) {
		this.weakly = weakly;
	}

	// The number is right also when there is no memory for the map to go on
	void add(Scope scope) {
		purge();
		Object entry = this.weakly ? new Entry(scope, this.collected) : scope;
		this.size.incrementAndGet();
		boolean added = false;
		try {
			this.open.put(scope.key(), entry);
			added = true;
		}
		finally {
			if (!added && !this.open.containsKey(scope.key())) {
				this.size.decrementAndGet();
			}
		}
	}

	void remove(Scope scope) {
		remove(scope.key());
	}

	// Without memory the map takes the value out, and leaves its node to the next walk
	private void remove(Long key) {
		boolean removed = true;
		try {
			removed = this.open.remove(key) != null;
		}
		catch (OutOfMemoryError ex) {
			// Taken out all the same
		}
		if (removed) {
			this.size.decrementAndGet();
		}
	}

	int size() {
		purge();
		return this.size.get();
	}

	// In order of id
	Stream<Scope> stream() {
		return this.open.values().stream().map(Scopes::scope).filter(Objects::nonNull);
	}

	private static @Nullable Scope scope(Object entry) {
		return (entry instanceof Entry weak) ? weak.get() : (Scope) entry;
	}

	// ReferenceQueue locks when it is not empty, which is only in proof mode
	private void purge() {
		while (this.weakly && this.collected.poll() instanceof Entry gone) {
			remove(gone.key);
		}
	}

	/** Holds a scope weakly and knows its key when it is gone. */
	private static final class Entry extends WeakReference<Scope> {

		private final Long key;

		private Entry(Scope scope, ReferenceQueue<Scope> queue) {
			super(scope, queue);
			this.key = scope.key();
		}

	}

}
