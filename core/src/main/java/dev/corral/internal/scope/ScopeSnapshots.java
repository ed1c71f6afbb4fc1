package dev.corral.internal.scope;

import java.time.Duration;
import java.util.List;

import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.ScopeSnapshot;

/** Reads scopes into plain data. */
public final class ScopeSnapshots {

	private ScopeSnapshots() {
	}

	public static ScopeSnapshot of(Scope scope) {
		Environment environment = scope.host().environment();
		Scope parent = scope.parent();
		List<SupervisedTask<?>> tasks = scope.members().tasks();
		long due = scope.endsBy();
		Cause cause = scope.endedBy();
		return new ScopeSnapshot(scope.id(), (parent != null) ? parent.id() : null, scope.path(),
				Duration.ofNanos(Math.max(0, environment.nanoTime() - scope.openedAt())), tasks.size(),
				tasks.stream().filter((task) -> task.verdict() != null).count(),
				(due != Long.MAX_VALUE) ? environment.wallTime(due) : null, (cause != null) ? cause.reason() : null);
	}

}
