package dev.corral;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Carries the cause of a scope out on everything below it. */
final class ScopeEnding {

	/*-
	 * First every scope below gets its cause, then tasks are ended: a task whose end comes
	 * first thus finds the scopes it has opened under the cause of the tree, not under one
	 * of its own. A scope below that has a cause already keeps it; whoever gave it that
	 * ends what is below. A loop, no recursion: nesting has no limit.
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

	static void carryOut(Scope from, Cause cause) {
		List<Scope> ended = new ArrayList<>(List.of(from));
		for (int i = 0; i < ended.size(); i++) {
			for (Scope below : ended.get(i).members().scopes()) {
				if (below.tryEnd(cause)) {
					ended.add(below);
				}
			}
		}
		for (Scope scope : ended) {
			endTasks(scope, cause);
		}
		from.launcher().admission().recheck();
		ended.forEach(Scope::fireCallbacks);
	}

	private static void endTasks(Scope scope, Cause cause) {
		List<SupervisedTask<?>> tasks = scope.members().tasks();
		boolean many = tasks.size() >= MANY;
		if (many) {
			scope.watchGrace(cause);
		}
		for (SupervisedTask<?> task : tasks) {
			scope.launcher().endings().end(task, cause, many);
		}
		scope.wakeWaiters();
	}

}
