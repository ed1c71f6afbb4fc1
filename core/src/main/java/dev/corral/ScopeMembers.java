package dev.corral;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * What belongs to a scope: its tasks until they settle, the scopes opened below it until
 * they close, and the failures of its tasks. Thread-safe; calls nothing under its lock.
 */
final class ScopeMembers {

	private static final int MAX_FAILURES = 100;

	private static final int LEAST_CROWD = 16;

	private final Turn lock = new Turn();

	@GuardedBy("lock")
	private final ScopeTasks tasks;

	@GuardedBy("lock")
	private final Set<Scope> scopes = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final List<Throwable> failures = new ArrayList<>();

	/** Written under the lock. */
	private volatile boolean closed;

	/**
	 * About how many tasks are left since it was closed: one that leaves at that moment
	 * may be missing, none is counted too much.
	 */
	private final AtomicInteger left = new AtomicInteger();

	ScopeMembers() {
		this(LEAST_CROWD);
	}

	/**
	 * Makes an empty set of members.
	 * @param leastCrowd how many chunks of tasks are worth a look for empty slots
	 */
	ScopeMembers(int leastCrowd) {
		this.tasks = new ScopeTasks(this.lock, leastCrowd);
	}

	// Links a registered task; false when the scope is closed
	boolean add(SupervisedTask<?> task) {
		synchronized (this.lock) {
			if (this.closed) {
				return false;
			}
			this.tasks.add(task);
			return true;
		}
	}

	boolean add(Scope scope) {
		synchronized (this.lock) {
			return !this.closed && this.scopes.add(scope);
		}
	}

	/**
	 * Takes a task out that is gone.
	 * @param task the task
	 * @return whether those that wait should look how many are left: few are, of a closed
	 * scope
	 */
	boolean remove(SupervisedTask<?> task) {
		if (!ScopeTasks.leave(task)) {
			synchronized (this.lock) {
				ScopeTasks.leave(task);
			}
		}
		return this.closed && this.left.decrementAndGet() <= ScopeClosing.FEW;
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

	// Refuses members from now on, and counts those that are left
	void close() {
		synchronized (this.lock) {
			if (!this.closed) {
				this.closed = true;
				this.left.addAndGet(this.tasks.size());
			}
		}
	}

	boolean isClosed() {
		return this.closed;
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

	// The newest first: when that has its outcome most others have theirs
	void awaitDecided() throws InterruptedException {
		boolean waited;
		do {
			waited = false;
			for (SupervisedTask<?> task : tasks()) {
				waited |= !task.isTold();
				task.awaitTold();
			}
		}
		while (waited);
	}

	boolean allDecided() {
		return tasks().stream().allMatch(TaskHandle::isDone);
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
