package dev.corral.internal.scope;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The open scopes of a launcher. In proof mode it holds them weakly: a scope that nothing
 * else reaches goes with its tasks, when those are blocked for ever. Thread-safe.
 */
public final class Scopes {

	/** By id: a scope, or its {@link Entry}. A map without locks: a closer needs it. */
	private final Map<Long, Object> open = new ConcurrentSkipListMap<>();

	private final ReferenceQueue<Scope> collected = new ReferenceQueue<>();

	private final boolean weakly;

	/** Scopes whose cause could not be carried out, linked by themselves. */
	private final AtomicReference<@Nullable Scope> unfinished = new AtomicReference<>();

	public Scopes(boolean weakly) {
		this.weakly = weakly;
	}

	public void add(Scope scope) {
		purge();
		this.open.put(scope.id(), this.weakly ? new Entry(scope, this.collected) : scope);
	}

	void remove(Scope scope) {
		remove(scope.id());
	}

	// To remove an entry the map may need memory. One that stays is over, and the watcher
	// has it removed
	private void remove(Long key) {
		try {
			this.open.remove(key);
		}
		catch (OutOfMemoryError ex) {
			// Removed later
		}
	}

	// By a walk: the size that the map keeps is wrong after a removal without memory
	public int size() {
		purge();
		return (int) stream().count();
	}

	// By the watcher and a closer: scopes that are over, and could not leave
	public void removeLeft() {
		stream().filter((scope) -> scope.members().isOver()).forEach(Scope::leave);
	}

	// In order of id
	public Stream<Scope> stream() {
		return this.open.values().stream().map(Scopes::scope).filter(Objects::nonNull);
	}

	private static @Nullable Scope scope(Object entry) {
		return (entry instanceof Entry weak) ? weak.get() : (Scope) entry;
	}

	// Has the cause of a scope carried out later, if it has not been by then
	public void finishLater(Scope scope) {
		if (!scope.unfinished.compareAndSet(false, true)) {
			return;
		}
		Scope first;
		do {
			first = this.unfinished.get();
			scope.nextUnfinished = first;
		}
		while (!this.unfinished.compareAndSet(first, scope));
	}

	// For tests: whether a scope is in that list
	public boolean hasUnfinished() {
		return this.unfinished.get() != null;
	}

	// By the watcher and a closer
	public void finish() {
		Scope scope = this.unfinished.getAndSet(null);
		while (scope != null) {
			Scope next = scope.nextUnfinished;
			scope.nextUnfinished = null;
			scope.unfinished.set(false);
			try {
				scope.carryOutIfMissed();
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
			remove(gone.key);
		}
	}

	/** Holds a scope weakly and knows its key when it is gone. */
	private static final class Entry extends WeakReference<Scope> {

		private final Long key;

		private Entry(Scope scope, ReferenceQueue<Scope> queue) {
			super(scope, queue);
			this.key = scope.id();
		}

	}

}
