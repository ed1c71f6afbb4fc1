package dev.corral;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * What belongs to a scope: its tasks until they settle, the scopes opened below it until
 * they close, and the failures of its tasks. Thread-safe; calls nothing under its lock.
 */
final class ScopeMembers {

	private static final int MAX_FAILURES = 100;

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final TaskList tasks = new TaskList();

	@GuardedBy("lock")
	private final Set<Scope> scopes = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final List<Throwable> failures = new ArrayList<>();

	/** Tasks whose outcome is awaited. */
	@GuardedBy("lock")
	private int undecided;

	@GuardedBy("lock")
	private boolean closed;

	// Links a registered task; false when the scope is closed
	boolean add(SupervisedTask<?> task) {
		synchronized (this.lock) {
			if (this.closed) {
				return false;
			}
			this.tasks.add(task);
			task.awaitedByScope = !task.isDone();
			if (task.awaitedByScope) {
				this.undecided++;
			}
			return true;
		}
	}

	boolean add(Scope scope) {
		synchronized (this.lock) {
			return !this.closed && this.scopes.add(scope);
		}
	}

	// Whether no outcome is awaited any more
	boolean decided(SupervisedTask<?> task) {
		synchronized (this.lock) {
			if (task.awaitedByScope) {
				task.awaitedByScope = false;
				this.undecided--;
			}
			return this.undecided == 0;
		}
	}

	// Returns how many tasks are left
	int remove(SupervisedTask<?> task) {
		synchronized (this.lock) {
			this.tasks.remove(task);
			return this.tasks.size();
		}
	}

	int size() {
		synchronized (this.lock) {
			return this.tasks.size();
		}
	}

	void remove(Scope scope) {
		synchronized (this.lock) {
			this.scopes.remove(scope);
		}
	}

	// The same instance once; a throwable's own equals is not asked
	@SuppressWarnings("ReferenceEquality")
	void note(Throwable failure) {
		synchronized (this.lock) {
			if (this.failures.size() < MAX_FAILURES && this.failures.stream().noneMatch((seen) -> seen == failure)) {
				this.failures.add(failure);
			}
		}
	}

	// Refuses members from now on
	void close() {
		synchronized (this.lock) {
			this.closed = true;
		}
	}

	boolean isClosed() {
		synchronized (this.lock) {
			return this.closed;
		}
	}

	// Whether there is no member and there will be none
	boolean isOver() {
		synchronized (this.lock) {
			return this.closed && this.tasks.isEmpty() && this.scopes.isEmpty();
		}
	}

	boolean isEmpty() {
		synchronized (this.lock) {
			return this.tasks.isEmpty() && this.scopes.isEmpty();
		}
	}

	boolean allDecided() {
		synchronized (this.lock) {
			return this.undecided == 0;
		}
	}

	List<SupervisedTask<?>> tasks() {
		synchronized (this.lock) {
			return this.tasks.toList();
		}
	}

	List<Scope> scopes() {
		synchronized (this.lock) {
			return List.copyOf(this.scopes);
		}
	}

	List<Throwable> failures() {
		synchronized (this.lock) {
			return List.copyOf(this.failures);
		}
	}

}
