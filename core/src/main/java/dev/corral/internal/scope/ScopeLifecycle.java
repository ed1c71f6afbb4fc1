package dev.corral.internal.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.Joins;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.timer.Deadlines;
import dev.corral.internal.util.TokenBucket;

/**
 * Opens, ends and closes the scopes of one launcher, each with every scope below it.
 * Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class ScopeLifecycle {

	/*-
	 * All walks over the tree are loops, no recursion: nesting has no limit.
	 *
	 * Ending: first every scope below gets its cause, then every task its outcome. A task
	 * whose end comes first thus finds the scopes it has opened under the cause of the tree,
	 * not under one of its own. When all are decided, interrupts are requested: an interrupt
	 * is user code. A scope below that has a cause already keeps it; the thread that gave it that
	 * cause ends what is below.
	 *
	 * Closing: from the top down each scope refuses members from now on, so that the list of
	 * scopes below is complete. Then all are cancelled, awaited, and left from the bottom up.
	 * Each is awaited until a grace after its own cause, which most have from the top: a tree
	 * waits once. What had been cancelled without an interrupt is interrupted, and has a grace
	 * from then on. A closer does not wait for itself, nor for ancestors that wait for it.
	 */

	/** From this number on tasks share a deadline for their grace. */
	private static final int MANY = 64;

	/** How many timeouts of scopes read stacks at once; refilled within a minute. */
	private static final int MAX_STACK_READS = 60;

	private static final Duration STACK_READS_PER = Duration.ofMinutes(1);

	private final Environment environment;

	private final Scopes scopes;

	private final Deadlines deadlines;

	private final OutcomeDecider decider;

	private final Runnable signalEnded;

	private final Shutdown shutdown;

	/** How many timeouts of scopes read stacks, which takes time that deadlines wait. */
	private final TokenBucket stackReads;

	/** Made once: it is needed while there is no memory. */
	private final Consumer<ScopeNode> carryOutIfMissed = this::carryOutIfMissed;

	/**
	 * Makes the part that opens, ends and closes scopes.
	 * @param environment backend, configuration and clock of the launcher
	 * @param scopes its open scopes
	 * @param deadlines where timeouts and graces are entered
	 * @param decider decides the outcomes of tasks
	 * @param signalEnded makes launches that wait for a slot check whether they still may
	 * @param shutdown wakes the closer of the launcher
	 */
	public ScopeLifecycle(Environment environment, Scopes scopes, Deadlines deadlines, OutcomeDecider decider,
			Runnable signalEnded, Shutdown shutdown) {
		this.environment = environment;
		this.scopes = scopes;
		this.deadlines = deadlines;
		this.decider = decider;
		this.signalEnded = signalEnded;
		this.shutdown = shutdown;
		this.stackReads = new TokenBucket(MAX_STACK_READS, STACK_READS_PER, environment.nanoTime());
	}

	// By a scope whose time is up
	boolean mayReadStacks() {
		return this.stackReads.tryTake(this.environment.nanoTime());
	}

	// Links a new scope to its launcher, parent, opener and deadline, or to none of them
	void open(ScopeNode scope) {
		boolean linked = false;
		try {
			link(scope);
			linked = true;
		}
		finally {
			if (!linked) {
				scope.members().close();
				leave(scope);
			}
		}
	}

	private void link(ScopeNode scope) {
		SupervisedTask<?> opener = scope.opener;
		this.scopes.add(scope);
		if (scope.ownDeadline() != Long.MAX_VALUE) {
			this.deadlines.put(scope, scope.ownDeadline());
		}
		if (opener != null) {
			opener.opened().add(scope);
		}
		Cause inherited = joinParent(scope);
		long now = this.environment.nanoTime();
		Outcome<?> outcome = (inherited == null && opener != null) ? opener.decided() : null;
		if (opener != null && outcome != null) {
			inherited = Cause.ofOpener(opener.label(), outcome, Joins.isReported(opener, outcome), now);
		}
		if (inherited != null) {
			end(scope, inherited);
		}
		scope.expireBy(now);
	}

	// The cause that the scope above has already, if it has one
	private @Nullable Cause joinParent(ScopeNode scope) {
		ScopeNode parent = scope.parent();
		if (parent == null) {
			return null;
		}
		return parent.members().add(scope) ? parent.endedBy()
				: Cause.cancelled("scope " + parent + " is closed", this.environment.nanoTime());
	}

	// Whether that is the cause of the scope now
	boolean end(ScopeNode scope, Cause cause) {
		if (!scope.tryEnd(cause)) {
			return false;
		}
		carryOut(scope, cause);
		return true;
	}

	// May be repeated; when it fails, the watcher tries again
	void carryOut(ScopeNode from, Cause cause) {
		boolean done = false;
		try {
			interruptAll(decideAll(from, cause), cause);
			done = true;
		}
		finally {
			if (!done) {
				this.scopes.finishLater(from);
			}
		}
	}

	private void carryOutIfMissed(ScopeNode scope) {
		Cause cause = scope.endedBy();
		if (cause != null && !scope.carriedOut) {
			carryOut(scope, cause);
		}
	}

	// Gives the cause to every scope below, and its outcome to every task; returns the
	// scopes
	@SuppressWarnings("ReferenceEquality")
	public List<ScopeNode> decideAll(ScopeNode from, Cause cause) {
		List<ScopeNode> ended = new ArrayList<>(List.of(from));
		for (int i = 0; i < ended.size(); i++) {
			for (ScopeNode below : ended.get(i).members().scopes()) {
				if (below.tryEnd(cause) || below.endedBy() == cause) {
					ended.add(below);
				}
			}
		}
		for (ScopeNode scope : ended) {
			for (SupervisedTask<?> task : scope.members().tasks()) {
				this.decider.decideBy(task, cause);
			}
			scope.wakeWaiters();
		}
		return ended;
	}

	// Asks for the interrupt of every task that has its outcome from the cause
	public void interruptAll(List<ScopeNode> ended, Cause cause) {
		for (ScopeNode scope : ended) {
			interruptTasks(scope, cause);
		}
		this.signalEnded.run();
		for (ScopeNode scope : ended) {
			scope.callbacks.fire();
			scope.carriedOut = true;
		}
	}

	private void interruptTasks(ScopeNode scope, Cause cause) {
		List<SupervisedTask<?>> tasks = scope.members().tasks();
		boolean many = tasks.size() >= MANY;
		boolean requested = false;
		for (SupervisedTask<?> task : tasks) {
			if (!cause.hasDecided(task.decided())) {
				continue;
			}
			if (many) {
				requested |= this.decider.request(task, cause.at());
			}
			else {
				this.decider.interrupt(task, cause.at());
			}
		}
		if (requested) {
			watchGrace(scope, cause);
		}
	}

	public void watchGrace(ScopeNode scope, Cause cause) {
		this.deadlines.put(scope.grace, cause.at() + this.decider.graceNanos());
	}

	void close(ScopeNode top) {
		List<ScopeNode> tree = new ArrayList<>(List.of(top));
		for (int i = 0; i < tree.size(); i++) {
			ScopeMembers members = tree.get(i).members();
			members.close();
			tree.addAll(members.scopes());
		}
		this.signalEnded.run();
		if (!top.members().isEmpty()) {
			end(top, Cause.cancelled("scope " + top + " is closing", this.environment.nanoTime()));
			tree.forEach(this.carryOutIfMissed);
			long interrupted = interruptLeft(tree);
			SupervisedTask<?> closer = CurrentTask.get();
			tree.forEach((scope) -> awaitEmpty(scope, closer, interrupted));
		}
		for (int i = tree.size() - 1; i >= 0; i--) {
			leave(tree.get(i));
		}
	}

	// Interrupts what was cancelled without an interrupt; returns from when that counts,
	// 0 when there was nothing to interrupt
	long interruptLeft(List<ScopeNode> tree) {
		long now = this.environment.nanoTime();
		boolean requested = false;
		for (ScopeNode scope : tree) {
			for (SupervisedTask<?> task : scope.members().tasks()) {
				requested |= task.isDone() && this.decider.interrupt(task, now);
			}
		}
		return requested ? now : 0;
	}

	private void awaitEmpty(ScopeNode scope, @Nullable SupervisedTask<?> closer, long interrupted) {
		if (scope.isEmptyBut(closer, Set.of())) {
			return;
		}
		Cause ended = scope.endedBy();
		long from = Math.max(interrupted, (ended != null) ? ended.at() : this.environment.nanoTime());
		Joins.begin(closer);
		try {
			scope.waiters()
				.awaitKeepingInterrupt(this.environment.backend(), from + this.decider.graceNanos(), scope,
						() -> scope.isEmptyBut(closer, Set.of()));
		}
		finally {
			Joins.end(closer);
		}
	}

	// Refuses members from now on; the scope leaves when the last of them is gone
	void shut(ScopeNode scope) {
		scope.members().close();
		this.signalEnded.run();
		if (scope.members().isOver()) {
			leave(scope);
		}
	}

	// By the closer of the launcher, when nothing is launched any more: empty scopes
	// leave
	// without a cause, the others with their last task
	public void shutAll() {
		this.scopes.stream().forEach(this::shut);
	}

	// Scopes above that have waited for this one alone leave with it
	public void leave(ScopeNode scope) {
		ScopeNode leaving = scope;
		while (leaving != null && tryLeave(leaving)) {
			ScopeNode above = leaving.parent();
			leaving = (above != null && above.members().isOver()) ? above : null;
		}
	}

	// A second caller repeats it all: it must not return before everything is done
	private boolean tryLeave(ScopeNode scope) {
		boolean first = scope.over.compareAndSet(false, true);
		scope.wakeWaiters();
		this.deadlines.remove(scope);
		if (scope.members().isEmpty()) {
			scope.empty = true;
			this.deadlines.remove(scope.grace);
		}
		ScopeNode parent = scope.parent();
		if (parent != null) {
			parent.members().remove(scope);
			parent.wakeWaiters();
		}
		SupervisedTask<?> opener = scope.opener;
		if (opener != null) {
			opener.opened().remove(scope);
		}
		this.scopes.remove(scope.id());
		this.shutdown.signalLeft();
		return first;
	}

	// Called by the watcher and a closer: ends what an exhausted heap kept from ending
	public void finish() {
		this.scopes.finish(this.carryOutIfMissed);
	}

	// Called by a closer: scopes that are over, and could not leave
	public void removeLeft() {
		this.scopes.stream().filter((scope) -> scope.members().isOver()).forEach(this::leave);
	}

}
