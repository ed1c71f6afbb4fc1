package dev.corral.internal.scope;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;

/** Carries the cause of a scope out on everything below it. */
public final class ScopeEnding {

	/*-
	 * First every scope below gets its cause, then every task its outcome: a task whose end
	 * comes first thus finds the scopes it has opened under the cause of the tree, not under
	 * one of its own. When all are decided, interrupts are asked for: an interrupt is user code.
	 * A scope below that has a cause already keeps it; whoever gave it that ends what is below.
	 * A loop, no recursion: nesting has no limit.
	 */

	/** From so many on tasks share a deadline for their grace. */
	private static final int MANY = 64;

	private ScopeEnding() {
	}

	// What fails a scope, null when it does not
	static @Nullable Throwable failureOf(SupervisedTask<?> task, Outcome<?> outcome) {
		return switch (outcome) {
			case Outcome.Panicked<?> panic -> panic.cause();
			case Outcome.TimedOut<?> timeout -> task.timeout(timeout.limit());
			case Outcome.Success<?> success -> null;
			case Outcome.Cancelled<?> cancel -> null;
		};
	}

	// May be repeated
	static void carryOut(Scope from, Cause cause) {
		List<Scope> ended = decideAll(from, cause);
		interruptAll(ended, cause);
	}

	// Gives the cause to every scope below, and its outcome to every task; returns the
	// scopes
	@SuppressWarnings("ReferenceEquality")
	public static List<Scope> decideAll(Scope from, Cause cause) {
		List<Scope> ended = new ArrayList<>(List.of(from));
		for (int i = 0; i < ended.size(); i++) {
			for (Scope below : ended.get(i).members().scopes()) {
				if (below.tryEnd(cause) || below.endedBy() == cause) {
					ended.add(below);
				}
			}
		}
		for (Scope scope : ended) {
			for (SupervisedTask<?> task : scope.members().tasks()) {
				scope.host().decider().decideBy(task, cause);
			}
			scope.wakeWaiters();
		}
		return ended;
	}

	// Asks for the interrupt of every task that has its outcome from the cause
	public static void interruptAll(List<Scope> ended, Cause cause) {
		for (Scope scope : ended) {
			interruptTasks(scope, cause);
		}
		ended.get(0).host().recheckWaiting();
		ended.forEach(Scope::completeEnding);
	}

	private static void interruptTasks(Scope scope, Cause cause) {
		OutcomeDecider endings = scope.host().decider();
		List<SupervisedTask<?>> tasks = scope.members().tasks();
		boolean many = tasks.size() >= MANY;
		boolean requested = false;
		for (SupervisedTask<?> task : tasks) {
			if (!cause.hasDecided(task.decided())) {
				continue;
			}
			if (many) {
				requested |= endings.request(task, cause.at());
			}
			else {
				endings.interrupt(task, cause.at());
			}
		}
		if (requested) {
			scope.watchGrace(cause);
		}
	}

}
