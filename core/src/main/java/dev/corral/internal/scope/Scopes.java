package dev.corral.internal.scope;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The open scopes of a launcher. In proof mode it holds them weakly: a scope that nothing
 * else reaches is collected with its tasks, when those are blocked for ever. Thread-safe.
 */
public final class Scopes {

	/** By id: a scope, or its {@link Entry}. A map without locks: a closer needs it. */
	private final Map<Long, Object> open = new ConcurrentSkipListMap<>();

	private final ReferenceQueue<ScopeNode> collected = new ReferenceQueue<>();

	private final boolean weakly;

	/** A stack of scopes whose cause could not be carried out; needs no memory. */
	private final AtomicReference<@Nullable ScopeNode> unfinished = new AtomicReference<>();

	public Scopes(boolean weakly) {
		this.weakly = weakly;
	}

	public void add(ScopeNode scope) {
		purge();
		this.open.put(scope.id(), this.weakly ? new Entry(scope, this.collected) : scope);
	}

	// To remove an entry the map may need memory. One that stays is over, and the watcher
	// removes it later
	void remove(Long id) {
		try {
			this.open.remove(id);
		}
		catch (OutOfMemoryError ex) {
			// Removed later
		}
	}

	// Counts: the size that the map keeps is wrong after a removal without memory
	public int size() {
		purge();
		return (int) stream().count();
	}

	// In order of id
	public Stream<ScopeNode> stream() {
		return this.open.values().stream().map(Scopes::scope).filter(Objects::nonNull);
	}

	private static @Nullable ScopeNode scope(Object entry) {
		return (entry instanceof Entry weak) ? weak.get() : (ScopeNode) entry;
	}

	// The cause of the scope is carried out later, if it has not been by then
	public void finishLater(ScopeNode scope) {
		if (!scope.unfinished.compareAndSet(false, true)) {
			return;
		}
		ScopeNode first;
		do {
			first = this.unfinished.get();
			scope.nextUnfinished = first;
		}
		while (!this.unfinished.compareAndSet(first, scope));
	}

	// For tests
	public boolean hasUnfinished() {
		return this.unfinished.get() != null;
	}

	void finish(Consumer<ScopeNode> carryOut) {
		ScopeNode scope = this.unfinished.getAndSet(null);
		while (scope != null) {
			ScopeNode next = scope.nextUnfinished;
			scope.nextUnfinished = null;
			scope.unfinished.set(false);
			try {
				carryOut.accept(scope);
			}
			catch (Throwable ex) {
				// It is in the list again
			}
			scope = next;
		}
	}

	// ReferenceQueue locks when it is not empty, which is only in proof mode
	private void purge() {
		while (this.weakly && this.collected.poll() instanceof Entry gone) {
			remove(gone.id);
		}
	}

	/** Holds a scope weakly and knows its id when it is gone. */
	private static final class Entry extends WeakReference<ScopeNode> {

		private final Long id;

		private Entry(ScopeNode scope, ReferenceQueue<ScopeNode> queue) {
			super(scope, queue);
			this.id = scope.id();
		}

	}

}
