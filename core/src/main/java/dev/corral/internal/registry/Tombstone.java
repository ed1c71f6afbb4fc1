package dev.corral.internal.registry;

import dev.corral.Outcome;

/**
 * What a task that is gone leaves in its slot until somebody books it: whose books it is
 * of, and how it ended.
 */
public final class Tombstone {

	/** The outcomes that are counted. */
	public enum Kind {

		/** The body came to its end. */
		SUCCEEDED,

		/** The last panic is the outcome. */
		FAILED,

		/** A timeout is the outcome. */
		TIMED_OUT,

		/** A cancel is the outcome. */
		CANCELLED;

		public static Kind of(Outcome<?> outcome) {
			return switch (outcome) {
				case Outcome.Success<?> success -> SUCCEEDED;
				case Outcome.Panicked<?> panic -> FAILED;
				case Outcome.TimedOut<?> timeout -> TIMED_OUT;
				case Outcome.Cancelled<?> cancel -> CANCELLED;
			};
		}

	}

	final StripeCounters counters;

	final Kind kind;

	Tombstone(StripeCounters counters, Kind kind) {
		this.counters = counters;
		this.kind = kind;
	}

}
