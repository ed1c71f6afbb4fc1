package dev.corral.model;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;

/**
 * What one task reported, and what may not happen to it. The model checker runs its
 * methods in one step.
 */
final class EndingRules {

	private int interrupts;

	private int settled;

	private int ends;

	/** Whether a handler runs, for which no interrupt is meant. */
	private boolean handling;

	/** The reason of the cancel that returned true. */
	private @Nullable String winner;

	/** Whether a handler ran after the outcome was decided; no attempt may follow. */
	private boolean decidedInHandler;

	private @Nullable String broken;

	void require(boolean holds, String otherwise) {
		if (!holds && this.broken == null) {
			this.broken = otherwise;
		}
	}

	void bodyBegins() {
		require(!this.decidedInHandler, "an attempt began that was decided while its task ran a handler");
	}

	void handlerBegins() {
		this.handling = true;
		this.decidedInHandler |= this.winner != null;
	}

	void handlerEnds() {
		this.handling = false;
	}

	void ended() {
		this.ends++;
	}

	void settled() {
		this.settled++;
	}

	void interrupted(boolean done) {
		this.interrupts++;
		require(this.interrupts == 1, "a second interrupt");
		require(done, "an interrupt before the outcome");
		require(this.ends == 0, "an interrupt after the end was reported");
		require(!this.handling, "an interrupt of a recovery handler");
	}

	void won(String reason) {
		require(this.winner == null, "two have won");
		this.winner = reason;
	}

	void atTheEnd(@Nullable Outcome<?> outcome, boolean ran, boolean gone) {
		require(gone == (ran || outcome != null), "a task that is not gone, with outcome " + outcome);
		require(this.settled == (gone ? 1 : 0), "settled " + this.settled + " times");
		require(this.ends <= 1, "reported " + this.ends + " ends");
		if (this.winner != null) {
			require(outcome instanceof Outcome.Cancelled<?> cancelled && cancelled.reason().equals(this.winner),
					"the winner is " + this.winner + ", the outcome " + outcome);
		}
		if (this.broken != null) {
			throw new IllegalStateException(this.broken);
		}
	}

}
