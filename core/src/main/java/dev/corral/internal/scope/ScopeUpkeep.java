package dev.corral.internal.scope;

import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.task.OutcomeDecider;

/**
 * Carries out steps of scopes that were cut off. It detects them from the state of a
 * scope, see {@link OutcomeDecider}. Used by the watcher alone.
 */
public final class ScopeUpkeep {

	private final Environment environment;

	private final Scopes scopes;

	private final ScopeLifecycle lifecycle;

	/**
	 * Makes the upkeep of the scopes of one launcher.
	 * @param environment the clock
	 * @param scopes its open scopes
	 * @param lifecycle ends and leaves them
	 */
	public ScopeUpkeep(Environment environment, Scopes scopes, ScopeLifecycle lifecycle) {
		this.environment = environment;
		this.scopes = scopes;
		this.lifecycle = lifecycle;
	}

	public void look() {
		this.lifecycle.finish();
		long missed = this.environment.nanoTime() - OutcomeDecider.MISSED;
		this.scopes.stream().forEach((scope) -> makeUp(scope, missed));
	}

	private void makeUp(ScopeNode scope, long missed) {
		if (scope.members().isOver()) {
			this.lifecycle.leave(scope);
			return;
		}
		scope.expireBy(missed);
		Cause cause = scope.endedBy();
		if (cause != null && !scope.carriedOut && cause.at() - missed <= 0) {
			this.lifecycle.carryOut(scope, cause);
		}
		scope.wakeWaiters();
	}

}
