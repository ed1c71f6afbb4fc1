package dev.corral.internal.scope;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.task.SupervisedTask;

/**
 * What belongs to a scope: its tasks until they settle, the scopes opened below it until
 * they close, and the failures of its tasks. Thread-safe; calls nothing under its lock.
 */
@SuppressWarnings("GuardedBy")
public final class ScopeMembers {

	private static final int MAX_FAILURES = 100;

	private static final int LEAST_CROWD = 16;

	/** So often tasks are listed without the lock, while others gather them. */
	private static final int FEW_LOOKS = 3;

	private final PaddedLock lock = new PaddedLock();

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

	public ScopeMembers() {
		this(LEAST_CROWD);
	}

	/**
	 * Makes an empty set of members.
	 * @param leastCrowd how many chunks of tasks are worth a look for empty slots
	 */
	public ScopeMembers(int leastCrowd) {
		this.tasks = new ScopeTasks(this.lock, leastCrowd);
	}

	// Links a registered task; false when the scope is closed
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

	public boolean add(Scope scope) {
		this.lock.lock();
		try {
			return !this.closed && this.scopes.add(scope);
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * Takes a task out that is gone.
	 * @param task the task
	 * @return whether those that wait should look how many are left: few are, of a closed
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
		return this.closed && this.left.decrementAndGet() <= ScopeClosing.FEW;
	}

	public int size() {
		return tasks().size();
	}

	public void remove(Scope scope) {
		this.lock.lock();
		try {
			this.scopes.remove(scope);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// The same instance once; a throwable's own equals is not asked
	@SuppressWarnings("ReferenceEquality")
	void note(Throwable failure) {
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
				this.left.addAndGet(this.tasks.count());
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

	public boolean isEmpty() {
		return !hasScopes() && hasNoTasks();
	}

	private boolean hasScopes() {
		this.lock.lock();
		try {
			return !this.scopes.isEmpty();
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Without a list: a task that leaves asks, also when there is no memory
	private boolean hasNoTasks() {
		this.lock.lock();
		try {
			return this.tasks.isEmpty();
		}
		finally {
			this.lock.held = 0;
		}
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

	// Newest first, but for those that were gathered. Every task that was linked before
	// the
	// call and is not gone
	public List<SupervisedTask<?>> tasks() {
		for (int look = 0; look < FEW_LOOKS; look++) {
			List<@Nullable SupervisedTask<?>[]> chunks;
			int gatherings;
			this.lock.lock();
			try {
				chunks = this.tasks.chunks();
				gatherings = this.tasks.gatherings();
			}
			finally {
				this.lock.held = 0;
			}
			List<SupervisedTask<?>> seen = ScopeTasks.read(chunks);
			if (gatherings == gatherings()) {
				return seen;
			}
		}
		this.lock.lock();
		try {
			return ScopeTasks.read(this.tasks.chunks());
		}
		finally {
			this.lock.held = 0;
		}
	}

	private int gatherings() {
		this.lock.lock();
		try {
			return this.tasks.gatherings();
		}
		finally {
			this.lock.held = 0;
		}
	}

	public List<Scope> scopes() {
		this.lock.lock();
		try {
			return List.copyOf(this.scopes);
		}
		finally {
			this.lock.held = 0;
		}
	}

	public List<Throwable> failures() {
		this.lock.lock();
		try {
			return List.copyOf(this.failures);
		}
		finally {
			this.lock.held = 0;
		}
	}

}
