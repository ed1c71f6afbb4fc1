package dev.corral.programs;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.Scope;

/** A scope that was opened. */
final class OpenedScope {

	final Scope scope;

	final boolean failFast;

	final int depth;

	@Nullable Cause cause;

	OpenedScope(Scope scope, boolean failFast, int depth) {
		this.scope = scope;
		this.failFast = failFast;
		this.depth = depth;
	}

}
