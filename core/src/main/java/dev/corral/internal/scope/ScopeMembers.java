package dev.corral.internal.scope;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Lineage;

/**
 * What belongs to a scope: its tasks until they are gone, the scopes opened below it
 * until they have left, and the failures of its tasks. Thread-safe; calls nothing under
 * its lock.
 */
@SuppressWarnings("GuardedBy")
public final class ScopeMembers {

	/** The most members that can be a closer itself or its ancestors. */
	static final int MAX_CLOSING = Lineage.MAX_DEPTH + 1;

	private static final int MAX_FAILURES = 100;

	/** The least number of chunks of tasks that are worth a compaction. */
	static final int COMPACT_AT = 16;

	/** How often tasks are listed without the lock while others move them. */
	private static final int MAX_ATTEMPTS = 3;

	private final PaddedLock lock = new PaddedLock();

	@GuardedBy("lock")
	private final ScopeTasks tasks;

	@GuardedBy("lock")
	private final Set<ScopeNode> scopes = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final List<Throwable> failures = new ArrayList<>();

	/** Written under the lock. */
	private volatile boolean closed;

	/**
	 * About how many tasks are left since it was closed. One that leaves at that moment
	 * may not be counted; none is counted twice.
	 */
	private final AtomicInteger left = new AtomicInteger();

	/**
	 * Creates an empty set of members.
	 * @param compactAt the least number of chunks of tasks that are compacted, mostly
	 * {@link #COMPACT_AT}
	 */
	public ScopeMembers(int compactAt) {
		this.tasks = new ScopeTasks(this.lock, compactAt);
	}

	// Adds a registered task; false when the scope is closed
	public boolean add(SupervisedTask<?> task) {
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			this.tasks.add(task);
			return true;
		}
		finally {
			this.lock.held = 0;
		}
	}

	boolean add(ScopeNode scope) {
		this.lock.lock();
		try {
			return !this.closed && this.scopes.add(scope);
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * Removes a task that is gone.
	 * @param task the task
	 * @return whether waiting threads should look how many are left: few are, of a closed
	 * scope
	 */
	public boolean remove(SupervisedTask<?> task) {
		if (!ScopeTasks.leave(task)) {
			this.lock.lock();
			try {
				ScopeTasks.leave(task);
			}
			finally {
				this.lock.held = 0;
			}
		}
		return this.closed && this.left.decrementAndGet() <= MAX_CLOSING;
	}

	void remove(ScopeNode scope) {
		this.lock.lock();
		try {
			this.scopes.remove(scope);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// The same instance only once; a throwable's own equals is not called
	@SuppressWarnings("ReferenceEquality")
	void addFailure(Throwable failure) {
		this.lock.lock();
		try {
			for (Throwable seen : this.failures) {
				if (seen == failure) {
					return;
				}
			}
			if (this.failures.size() < MAX_FAILURES) {
				this.failures.add(failure);
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Refuses members from now on, and counts those that are left
	public void close() {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.left.addAndGet(this.tasks.count(Integer.MAX_VALUE));
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	public boolean isClosed() {
		return this.closed;
	}

	// Whether there is no member and there will be none
	public boolean isOver() {
		return this.closed && isEmpty();
	}

	// Allocates nothing: a task that leaves asks, also when there is no memory
	public boolean isEmpty() {
		this.lock.lock();
		try {
			return this.scopes.isEmpty() && this.tasks.count(1) == 0;
		}
		finally {
			this.lock.held = 0;
		}
	}

	public int size() {
		return tasks().size();
	}

	// The newest first: when that has its outcome most others have theirs
	void awaitDecided() throws InterruptedException {
		boolean waited;
		do {
			waited = false;
			for (SupervisedTask<?> task : tasks()) {
				waited |= !task.isPublished();
				task.awaitPublished();
			}
		}
		while (waited);
	}

	// Every task that was added before the call and is not gone; newest first, but for
	// those that were moved. A list is complete when no compaction came in between
	public List<SupervisedTask<?>> tasks() {
		List<SupervisedTask<?>> seen = List.of();
		int compactions = -1;
		for (int attempt = 0;; attempt++) {
			List<@Nullable SupervisedTask<?>[]> chunks;
			this.lock.lock();
			try {
				if (this.tasks.compactions() == compactions) {
					return seen;
				}
				compactions = this.tasks.compactions();
				chunks = this.tasks.chunks();
				if (attempt == MAX_ATTEMPTS) {
					return ScopeTasks.read(chunks);
				}
			}
			finally {
				this.lock.held = 0;
			}
			seen = ScopeTasks.read(chunks);
		}
	}

	public List<ScopeNode> scopes() {
		return copy(this.scopes);
	}

	public List<Throwable> failures() {
		return copy(this.failures);
	}

	private <T> List<T> copy(Collection<T> guarded) {
		this.lock.lock();
		try {
			return List.copyOf(guarded);
		}
		finally {
			this.lock.held = 0;
		}
	}

}
