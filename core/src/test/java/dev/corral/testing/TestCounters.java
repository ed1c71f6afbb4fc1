package dev.corral.testing;

import java.util.concurrent.atomic.AtomicLong;

import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;

/** Counters of a name for tests that make a stripe by themselves. */
public final class TestCounters {

	private TestCounters() {
	}

	/**
	 * The counters of a task name.
	 * @param stripe where its tasks stand
	 * @param host whom they belong to
	 * @return counters that nothing else uses
	 */
	public static StripeCounters on(Stripe stripe, Object host) {
		return stripe.newCounters(0, new NameStats("task", null, 1, new AtomicLong()), host);
	}

}
