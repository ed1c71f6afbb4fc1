package dev.corral.internal.scope;

import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.timer.ExpirableEntry;

/**
 * The cancel grace of many tasks of a scope that were ended together. It outlives the
 * scope as long as one of them does.
 */
final class ScopeGrace extends ExpirableEntry {

	private final Scope scope;

	ScopeGrace(Scope scope) {
		this.scope = scope;
	}

	@Override
	public void expire() {
		OutcomeDecider endings = this.scope.host().decider();
		for (SupervisedTask<?> task : this.scope.members().tasks()) {
			if (task.interruptedAt() != 0) {
				endings.due(task);
			}
		}
	}

	@Override
	public boolean isOver() {
		return this.scope.isOverAndEmpty();
	}

	@Override
	public String toString() {
		return "the grace of scope " + this.scope;
	}

}
