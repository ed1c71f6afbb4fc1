package dev.corral.internal.scope;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.callback.LaunchMdc;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.Joins;
import dev.corral.internal.task.OpenedScope;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOwner;
import dev.corral.internal.timer.ExpirableEntry;
import dev.corral.internal.util.Check;
import dev.corral.monitor.Printable;
import dev.corral.monitor.ScopeSnapshot;

/**
 * A scope as a node of the tree of scopes: its members, and its one cause. Thread-safe.
 */
public abstract class ScopeNode extends ExpirableEntry implements TaskOwner, OpenedScope {

	/*-
	 * cause: null ──> set     one CAS; then, under no lock, members are ended
	 *
	 * A task is added under the members' lock and then reads the cause; the members are
	 * listed under that lock after the cause is set: a launch is either listed or sees the
	 * cause. No outcome is decided and no thread is woken under a lock.
	 */

	private final Environment environment;

	/** Boxed once: the key of {@link Scopes}. */
	private final Long id;

	private final String path;

	final ScopeConfig config;

	private final long openedAt;

	/** When its own timeout passes or that of a scope above, whichever is first. */
	private final long endsBy;

	private final @Nullable ScopeNode parent;

	/** The task whose body opened the scope, {@code null} when none or detached. */
	final @Nullable SupervisedTask<?> opener;

	private final boolean ofLongRunning;

	/** How many tasks it may hold, {@code null} for no limit. */
	private final @Nullable Limiter limiter;

	private final ScopeMembers members = new ScopeMembers(ScopeMembers.COMPACT_AT);

	private final Waiters waiters = new Waiters();

	/** Users' callbacks, called when the scope has its cause. */
	final Callbacks callbacks;

	/**
	 * What the line about its timeout is written with, {@code null} for none.
	 */
	final @Nullable Map<String, String> mdc;

	private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();

	/** The deadline of {@link Grace}. */
	final ExpirableEntry grace = new Grace();

	/** Whether a task, here or below, has its outcome from the cause. */
	private volatile boolean hasEndedTask;

	/** Whether the cause was carried out on everything below. */
	volatile boolean carriedOut;

	/** Whether it is closed and without members, and has left. */
	final AtomicBoolean over = new AtomicBoolean();

	/** Whether it is over and its last task is gone. */
	volatile boolean empty;

	/** The next in the stack of {@link Scopes} that are unfinished. */
	@Nullable ScopeNode nextUnfinished;

	/** Whether it is in that stack. */
	final AtomicBoolean unfinished = new AtomicBoolean();

	ScopeNode(Environment environment, CallbackExecutor callbacks, Long id, String path, ScopeConfig config,
			@Nullable ScopeNode parent, @Nullable SupervisedTask<?> opener) {
		this.environment = environment;
		this.id = id;
		this.config = config;
		this.parent = parent;
		this.opener = opener;
		this.ofLongRunning = (parent != null && parent.ofLongRunning)
				|| (opener != null && TaskOwner.isOfLongRunning(opener));
		this.openedAt = environment.nanoTime();
		this.endsBy = Math.min(ownDeadline(), (parent != null) ? parent.endsBy : Long.MAX_VALUE);
		this.callbacks = new Callbacks(callbacks);
		this.mdc = config.timeout().isZero() ? null : LaunchMdc.capture();
		this.limiter = (config.limit() != Limiter.UNLIMITED) ? new Limiter(environment.backend(), config.limit())
				: null;
		this.path = Printable.cut(path, Check.MAX_PATH);
	}

	// Adds a registered task; false when it must be ended with the cause
	public boolean add(SupervisedTask<?> task) {
		return this.members.add(task) && this.cause.get() == null;
	}

	@Override
	public @Nullable Cause causeOfFailure(SupervisedTask<?> task, Outcome<?> outcome) {
		if (!this.config.isFailFast()) {
			return null;
		}
		Throwable failure = switch (outcome) {
			case Outcome.Panicked<?> panic -> panic.cause();
			case Outcome.Failed<?> failed -> failed.cause();
			case Outcome.TimedOut<?> timeout -> Joins.timeout(task, timeout);
			case Outcome.Success<?> success -> null;
			case Outcome.Cancelled<?> cancel -> null;
		};
		return (failure != null) ? Cause.failed(task.id(), task.name(), failure, outcome instanceof Outcome.Panicked,
				this.environment.nanoTime()) : null;
	}

	@Override
	public void ended(Outcome<?> outcome) {
		Cause given = endedBy();
		if (given != null && given.hasDecided(outcome)) {
			markEndedTask(given);
		}
	}

	// In the scope from which the cause comes, too
	@SuppressWarnings("ReferenceEquality")
	private void markEndedTask(Cause given) {
		for (ScopeNode at = this; at != null && at.endedBy() == given; at = at.parent) {
			// Most of many tasks find it set, and need not take its cache line from the
			// others
			if (!at.hasEndedTask) {
				at.hasEndedTask = true;
			}
		}
	}

	// Whether joins fail: a timeout that ended no task does not fail them
	boolean hasFailed(Cause given) {
		return this.hasEndedTask || !(given.outcome() instanceof Outcome.TimedOut);
	}

	@Override
	public boolean fail(Cause failed) {
		boolean given = tryEnd(failed);
		try {
			this.members.addFailure(failed.throwable());
		}
		catch (OutOfMemoryError ex) {
			// Only the first failure is needed, and the scope has that
		}
		return given;
	}

	// Whether this call gave the scope its cause, which is then to be carried out
	public boolean tryEnd(Cause value) {
		return this.cause.compareAndSet(null, value);
	}

	@Override
	public @Nullable Cause endedBy() {
		return this.cause.get();
	}

	public boolean isCancelled() {
		return endedBy() != null;
	}

	// Whether its time is up; then it has its cause
	public boolean isExpired() {
		if (this.endsBy == Long.MAX_VALUE) {
			return false;
		}
		expireBy(this.environment.nanoTime());
		return isCancelled();
	}

	// When the time is up and the deadline thread has not come yet, the scope ends here
	void expireBy(long now) {
		if (!isCancelled() && now >= this.endsBy) {
			ScopeNode expired = this;
			while (expired.parent != null && now < expired.ownDeadline()) {
				expired = expired.parent;
			}
			expired.expire();
		}
	}

	/**
	 * Whether all tasks are gone but a closer and its ancestors.
	 * @param closer the task that closes, {@code null} for none
	 * @param others ids of tasks that do not count either, when there is a closer
	 * @return whether the closer has nothing to wait for
	 */
	@SuppressWarnings("ReferenceEquality")
	public boolean isEmptyBut(@Nullable SupervisedTask<?> closer, Set<Long> others) {
		List<SupervisedTask<?>> left = this.members.tasks();
		return left.isEmpty()
				|| (closer != null && left.size() <= ScopeMembers.MAX_CLOSING + others.size() && left.stream()
					.allMatch((task) -> task == closer || isAncestor(task, closer) || others.contains(task.id())));
	}

	private static boolean isAncestor(SupervisedTask<?> task, SupervisedTask<?> closer) {
		return closer.lineage != null && closer.lineage.contains(task.id());
	}

	@Override
	public boolean isAtOrBelow(long scope) {
		for (ScopeNode above = this; above != null; above = above.parent) {
			if (above.id == scope) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean isOfLongRunning() {
		return this.ofLongRunning;
	}

	public void wakeWaiters() {
		this.waiters.wakeAll(this.environment.backend());
	}

	public ScopeSnapshot snapshot() {
		List<SupervisedTask<?>> tasks = this.members.tasks();
		Cause ended = endedBy();
		return new ScopeSnapshot(this.id, (this.parent != null) ? this.parent.id : null, this.path,
				this.environment.since(this.openedAt), tasks.size(),
				tasks.stream().filter((task) -> task.verdict() != null).count(),
				(this.endsBy != Long.MAX_VALUE) ? this.environment.wallTime(this.endsBy) : null,
				(ended != null) ? ended.reason() : null);
	}

	public Environment environment() {
		return this.environment;
	}

	public Long id() {
		return this.id;
	}

	@Override
	public String path() {
		return this.path;
	}

	public @Nullable ScopeNode parent() {
		return this.parent;
	}

	public @Nullable Limiter limiter() {
		return this.limiter;
	}

	public ScopeMembers members() {
		return this.members;
	}

	public Waiters waiters() {
		return this.waiters;
	}

	@Override
	public long endsBy() {
		return this.endsBy;
	}

	long ownDeadline() {
		return this.config.timeout().isZero() ? Long.MAX_VALUE : this.openedAt + this.config.timeout().toNanos();
	}

	@Override
	public boolean isOver() {
		return this.over.get();
	}

	@Override
	public String toString() {
		return Printable.of(this.path);
	}

	/**
	 * The cancel grace of many tasks of a scope that were ended together. It outlives the
	 * scope as long as one of them does.
	 */
	private final class Grace extends ExpirableEntry {

		@Override
		public void expire() {
			for (SupervisedTask<?> task : ScopeNode.this.members.tasks()) {
				if (task.interruptedAt() != 0) {
					task.expire();
				}
			}
		}

		// Called under the lock of the deadlines, so it takes none itself
		@Override
		public boolean isOver() {
			return ScopeNode.this.empty;
		}

		@Override
		public String toString() {
			return "the grace of scope " + ScopeNode.this;
		}

	}

}
