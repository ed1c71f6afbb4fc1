package dev.corral;

import java.util.ArrayList;
import java.util.List;

/** Carries the cause of a scope out on everything below it. */
final class ScopeEnding {

	/*-
	 * First every scope below gets its cause, then tasks are ended: a task whose end comes
	 * first thus finds the scopes it has opened under the cause of the tree, not under one
	 * of its own. A scope below that has a cause already keeps it; whoever gave it that
	 * ends what is below. A loop, no recursion: nesting has no limit.
	 */

	private ScopeEnding() {
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
		for (SupervisedTask<?> task : scope.members().tasks()) {
			scope.launcher().endings().end(task, cause);
		}
		scope.wakeWaiters();
	}

}
