package dev.corral.internal.scope;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.CancellationScope;
import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Patience;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Check;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Printable;

/** A scope other than the root: its members, and its one cause. */
public final class Scope extends ScopeHandle {

	/*-
	 * cause: null ──> set     one CAS; then, under no lock, members are ended
	 *
	 * A task is linked under the members' lock and then reads the cause; the members are
	 * listed under that lock after the cause is set: a launch is either listed or sees the
	 * cause. No outcome is decided and nobody is woken under a lock.
	 */

	/** So often a close is tried while there is no memory, in about two seconds. */
	private static final int FEW_TRIES = 100;

	private final ScopeHost host;

	/** Boxed once: the key of {@link Scopes}. */
	private final Long id;

	private final String path;

	private final ScopeConfig config;

	private final long openedAt;

	/** When its own timeout passes or that of a scope above, whichever is first. */
	private final long endsBy;

	private final @Nullable Scope parent;

	/** The task whose body opened the scope, {@code null} when none or detached. */
	private final @Nullable SupervisedTask<?> opener;

	private final ScopeMembers members = new ScopeMembers();

	private final Waiters waiters = new Waiters();

	private final Callbacks callbacks;

	private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();

	/** How many tasks it may hold, {@code null} for no limit. */
	private final @Nullable Limiter limiter;

	private final AtomicBoolean over = new AtomicBoolean();

	/** Whether the cause was carried out on everything below. */
	private volatile boolean ended;

	/** Whether it is over and its last task is gone. */
	private volatile boolean empty;

	private final ScopeGrace grace = new ScopeGrace(this);

	/** The next in the list of {@link Scopes} that are unfinished. */
	@Nullable Scope nextUnfinished;

	/** Whether it is in that list. */
	final AtomicBoolean unfinished = new AtomicBoolean();

	Scope(ScopeHost host, String name, ScopeConfig config, @Nullable Scope parent, @Nullable SupervisedTask<?> opener) {
		this.host = host;
		this.id = host.nextId();
		this.config = config;
		this.parent = parent;
		this.opener = opener;
		this.openedAt = host.environment().nanoTime();
		this.endsBy = Math.min(ownDue(), (parent != null) ? parent.endsBy : Long.MAX_VALUE);
		this.callbacks = new Callbacks(host.callbacks());
		this.limiter = (config.limit() != Limiter.UNLIMITED) ? new Limiter(host.environment().backend(), config.limit())
				: null;
		this.path = Printable.cut(((parent != null) ? parent.path : ROOT) + "/" + name, Check.MAX_PATH);
	}

	public void requireOpen(String what, String name) {
		if (this.members.isClosed()) {
			throw new RejectedExecutionException(
					"scope " + this + " is closed, " + what + " \"" + Printable.of(name) + "\" was refused");
		}
	}

	// Links a registered task; false when it must be ended with the cause
	public boolean add(SupervisedTask<?> task) {
		return this.members.add(task) && this.cause.get() == null;
	}

	// The cause an outcome would give the scope, null when it would give none
	@Override
	public @Nullable Cause causeOfFailure(SupervisedTask<?> task, Outcome<?> outcome) {
		Throwable failure = this.config.isFailFast() ? ScopeEnding.failureOf(task, outcome) : null;
		return (failure != null) ? Cause.failed(task.id(), task.name(), failure, this.host.environment().nanoTime())
				: null;
	}

	// Whether the scope has that cause now, which is then to be carried out
	@Override
	public boolean fail(Cause failed) {
		boolean given = tryEnd(failed);
		try {
			this.members.note(failed.throwable());
		}
		catch (OutOfMemoryError ex) {
			// Only the first failure is needed, and the scope has that
		}
		return given;
	}

	@Override
	public void settled(SupervisedTask<?> task) {
		if (this.members.remove(task)) {
			wakeWaiters();
			if (this.members.isOver()) {
				leave();
			}
		}
	}

	public void wakeWaiters() {
		this.waiters.wakeAll(this.host.environment().backend());
	}

	@Override
	public boolean isAtOrBelow(long scope) {
		for (Scope above = this; above != null; above = above.parent) {
			if (above.id == scope) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void expire() {
		int left = this.members.size();
		if (end(Cause.timedOut("scope " + this, this.config.timeout(), this.host.environment().nanoTime()))) {
			this.host.callbacks()
				.log(new LogLine(Level.INFO, "Scope {} timed out after {} ms with {} live", this,
						this.config.timeout().toMillis(), Plural.of(left, "task", "tasks")));
		}
	}

	@Override
	@CanIgnoreReturnValue
	public boolean end(Cause value) {
		if (!tryEnd(value)) {
			return false;
		}
		carryOut(value);
		return true;
	}

	// Whether this call gave the scope its cause, which is then to be carried out
	public boolean tryEnd(Cause value) {
		return this.cause.compareAndSet(null, value);
	}

	void carryOutIfMissed() {
		Cause value = this.cause.get();
		if (value != null && !this.ended) {
			carryOut(value);
		}
	}

	// When it fails, the watcher tries again
	@Override
	public void carryOut(Cause value) {
		boolean done = false;
		try {
			ScopeEnding.carryOut(this, value);
			done = true;
		}
		finally {
			if (!done) {
				this.host.scopes().finishLater(this);
			}
		}
	}

	public void watchGrace(Cause value) {
		this.host.deadlines().put(this.grace, value.at() + this.host.decider().graceNanos());
	}

	@Override
	Callbacks callbacks() {
		return this.callbacks;
	}

	void completeEnding() {
		this.callbacks.fire();
		this.ended = true;
	}

	@Override
	public void close() {
		StackReserve.require();
		Patience.run(this.host.environment().backend(), FEW_TRIES, () -> ScopeClosing.close(this));
	}

	// Refuses members from now on and leaves when the last of them has settled
	public void shut() {
		this.members.close();
		this.host.recheckWaiting();
		if (this.members.isOver()) {
			leave();
		}
	}

	// With it leave those above that have waited for it alone
	public void leave() {
		Scope left = this;
		while (left != null && left.tryLeave()) {
			Scope above = left.parent;
			left = (above != null && above.members.isOver()) ? above : null;
		}
	}

	// Who comes second does it again: it must not return before it is done
	private boolean tryLeave() {
		boolean first = this.over.compareAndSet(false, true);
		wakeWaiters();
		this.host.deadlines().remove(this);
		if (this.members.isEmpty()) {
			this.empty = true;
			this.host.deadlines().remove(this.grace);
		}
		if (this.parent != null) {
			this.parent.members.remove(this);
			this.parent.wakeWaiters();
		}
		if (this.opener != null) {
			this.opener.opened().remove(this);
		}
		this.host.scopes().remove(this);
		this.host.signalLeft();
		return first;
	}

	@Override
	public @Nullable Cause endedBy() {
		return this.cause.get();
	}

	// Its cause; when its time is up and nobody has looked yet, it ends here
	@Nullable Cause endedBy(long now) {
		if (this.cause.get() == null && now >= this.endsBy) {
			Scope expired = this;
			while (expired.parent != null && now < expired.ownDue()) {
				expired = expired.parent;
			}
			expired.expire();
		}
		return this.cause.get();
	}

	// Whether its time is up; then it has its cause
	public boolean isExpired() {
		return this.endsBy != Long.MAX_VALUE && endedBy(this.host.environment().nanoTime()) != null;
	}

	public @Nullable Limiter limiter() {
		return this.limiter;
	}

	@Override
	public ScopeHost host() {
		return this.host;
	}

	@Override
	public Scope receiver() {
		return this;
	}

	@Override
	public CancellationScope asScope() {
		return this;
	}

	@Override
	public Long id() {
		return this.id;
	}

	@Override
	public String path() {
		return this.path;
	}

	@Nullable SupervisedTask<?> opener() {
		return this.opener;
	}

	public @Nullable Scope parent() {
		return this.parent;
	}

	@Override
	public ScopeMembers members() {
		return this.members;
	}

	public Waiters waiters() {
		return this.waiters;
	}

	long openedAt() {
		return this.openedAt;
	}

	@Override
	public long endsBy() {
		return this.endsBy;
	}

	long ownDue() {
		return this.config.timeout().isZero() ? Long.MAX_VALUE : this.openedAt + this.config.timeout().toNanos();
	}

	@Override
	public boolean isOver() {
		return this.over.get();
	}

	// Asked under the lock of the deadlines, so it takes none itself
	boolean isOverAndEmpty() {
		return this.empty;
	}

	@Override
	public String toString() {
		return Printable.of(this.path);
	}

}
