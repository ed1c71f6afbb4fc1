package dev.corral.internal.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.BlockedInJoin;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Lineage;

/** Closes a scope and every scope below it. */
public final class ScopeClosing {

	/*-
	 * From the top down each scope refuses members from now on, so that the list of scopes
	 * below is complete; then all are cancelled, awaited and left from the bottom up. Each
	 * is awaited until a grace after its own cause, which most have from the top: a tree
	 * waits once. What had been cancelled without an interrupt is interrupted, and has a grace
	 * from then on. A closer is not awaited by itself, nor are the ancestors that wait for it.
	 */

	/** How many members a closer can be itself or have as ancestors. */
	static final int FEW = Lineage.MAX_DEPTH + 1;

	private ScopeClosing() {
	}

	static void close(Scope top) {
		List<Scope> tree = new ArrayList<>(List.of(top));
		for (int i = 0; i < tree.size(); i++) {
			Scope scope = tree.get(i);
			scope.members().close();
			tree.addAll(scope.members().scopes());
		}
		top.host().recheckWaiting();
		if (!top.members().isEmpty()) {
			top.end(Cause.cancelled("scope " + top + " is closing", top.host().environment().nanoTime()));
			tree.forEach(Scope::carryOutIfMissed);
			long interrupted = interruptLeft(tree);
			SupervisedTask<?> closer = CurrentTask.get();
			tree.forEach((scope) -> awaitEmpty(scope, closer, interrupted));
		}
		for (int i = tree.size() - 1; i >= 0; i--) {
			tree.get(i).leave();
		}
	}

	// Interrupts what was cancelled without; returns from when that counts, 0 when
	// nothing was
	private static long interruptLeft(List<Scope> tree) {
		long now = tree.get(0).host().environment().nanoTime();
		boolean requested = false;
		for (Scope scope : tree) {
			for (SupervisedTask<?> task : scope.members().tasks()) {
				requested |= task.isDone() && scope.host().decider().interrupt(task, now);
			}
		}
		return requested ? now : 0;
	}

	private static void awaitEmpty(Scope scope, @Nullable SupervisedTask<?> closer, long interrupted) {
		if (isEmptyBut(scope, closer)) {
			return;
		}
		Environment environment = scope.host().environment();
		Cause ended = scope.endedBy();
		long from = Math.max(interrupted, (ended != null) ? ended.at() : environment.nanoTime());
		BlockedInJoin.begin(closer);
		try {
			scope.waiters()
				.awaitKeepingInterrupt(environment.backend(), from + environment.config().cancelGrace().toNanos(),
						scope, () -> isEmptyBut(scope, closer));
		}
		finally {
			BlockedInJoin.end(closer);
		}
	}

	// Whether all tasks have settled but the closer and its ancestors
	public static boolean isEmptyBut(Scope scope, @Nullable SupervisedTask<?> closer) {
		return isEmptyBut(scope, closer, Set.of());
	}

	// The same, but some other tasks, by id, do not count either
	public static boolean isEmptyBut(Scope scope, @Nullable SupervisedTask<?> closer, Set<Long> others) {
		int left = scope.members().size();
		return left == 0 || (closer != null && left <= FEW + others.size()
				&& scope.members()
					.tasks()
					.stream()
					.allMatch((task) -> task == closer || isAncestor(task, closer) || others.contains(task.id())));
	}

	private static boolean isAncestor(SupervisedTask<?> task, SupervisedTask<?> closer) {
		return closer.lineage != null && closer.lineage.contains(task.id());
	}

}
