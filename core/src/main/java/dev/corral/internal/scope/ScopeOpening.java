package dev.corral.internal.scope;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.SupervisedTask;

/**
 * Opens scopes. A new scope is registered with its launcher, parent, opener and deadline,
 * or with none of them.
 */
public final class ScopeOpening {

	private ScopeOpening() {
	}

	public static Scope open(ScopeHost host, String name, ScopeConfig config, @Nullable Scope receiver) {
		host.requireOpen("scope", name);
		if (receiver != null) {
			receiver.requireOpen("scope", name);
		}
		SupervisedTask<?> current = config.isDetached() ? null : CurrentTask.get();
		SupervisedTask<?> opener = (current != null && current.isOf(host.environment())) ? current : null;
		Scope above = config.isDetached() ? null : receiver;
		if (above == null && opener != null) {
			// Only scopes are owners
			above = (Scope) opener.scope;
		}
		Scope scope = new Scope(host, name, config, above, opener);
		boolean linked = false;
		try {
			link(scope);
			linked = true;
		}
		finally {
			if (!linked) {
				scope.members().close();
				scope.leave();
			}
		}
		return scope;
	}

	private static void link(Scope scope) {
		ScopeHost host = scope.host();
		SupervisedTask<?> opener = scope.opener();
		host.scopes().add(scope);
		if (scope.ownDue() != Long.MAX_VALUE) {
			host.deadlines().put(scope, scope.ownDue());
		}
		if (opener != null) {
			opener.opened().add(scope);
		}
		Cause inherited = adopt(scope);
		long now = host.environment().nanoTime();
		if (inherited == null && opener != null) {
			Outcome<?> outcome = opener.decided();
			inherited = (outcome != null) ? Cause.ofOpener(opener.label(), outcome, now) : null;
		}
		if (inherited != null) {
			scope.end(inherited);
		}
		scope.endedBy(now);
	}

	// The cause that the scope above has already, if it has one
	private static @Nullable Cause adopt(Scope child) {
		Scope above = child.parent();
		if (above == null) {
			return null;
		}
		return above.members().add(child) ? above.endedBy()
				: Cause.cancelled("scope " + above + " is closed", child.host().environment().nanoTime());
	}

}
