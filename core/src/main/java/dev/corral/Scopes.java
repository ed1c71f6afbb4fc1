package dev.corral;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The open scopes of a launcher. In proof mode it holds them weakly: a scope that nothing
 * else reaches goes with its tasks, when those are blocked for ever. Thread-safe.
 */
final class Scopes {

	/** By id: a scope, or its {@link Entry}. */
	private final Map<Long, Object> open = new ConcurrentHashMap<>();

	private final ReferenceQueue<Scope> collected = new ReferenceQueue<>();

	private final boolean weakly;

	Scopes(boolean weakly) {
		this.weakly = weakly;
	}

	void add(Scope scope) {
		purge();
		this.open.put(scope.id(), this.weakly ? new Entry(scope, this.collected) : scope);
	}

	void remove(Scope scope) {
		this.open.remove(scope.id());
	}

	int size() {
		purge();
		return this.open.size();
	}

	Stream<Scope> stream() {
		return this.open.values().stream().map(Scopes::scope).filter(Objects::nonNull);
	}

	private static @Nullable Scope scope(Object entry) {
		return (entry instanceof Entry weak) ? weak.get() : (Scope) entry;
	}

	private void purge() {
		while (this.collected.poll() instanceof Entry gone) {
			this.open.remove(gone.id);
		}
	}

	/** Holds a scope weakly and knows its id when it is gone. */
	private static final class Entry extends WeakReference<Scope> {

		private final long id;

		private Entry(Scope scope, ReferenceQueue<Scope> queue) {
			super(scope, queue);
			this.id = scope.id();
		}

	}

}
