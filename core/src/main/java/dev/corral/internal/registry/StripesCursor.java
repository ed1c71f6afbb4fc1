package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * Walks over all stripes at once, always on to the least id ahead. Used by one thread.
 *
 * @param <E> what stands in the stripes
 */
public final class StripesCursor<E extends RegistryEntry> {

	private final Stripe[] stripes;

	private final StripePosition[] places;

	/** The id ahead in each stripe as last seen, {@link Long#MAX_VALUE} at its end. */
	private final long[] ahead;

	private final long after;

	private final long last;

	StripesCursor(Stripe[] stripes, long after, long last, boolean launchedOnly) {
		this.stripes = stripes;
		this.after = after;
		this.last = last;
		this.places = new StripePosition[stripes.length];
		this.ahead = new long[stripes.length];
		for (int i = 0; i < stripes.length; i++) {
			this.places[i] = new StripePosition(after, launchedOnly);
			this.ahead[i] = stripes[i].peek(this.places[i]);
		}
	}

	@SuppressWarnings("unchecked")
	public @Nullable E next() {
		while (true) {
			int least = 0;
			for (int i = 1; i < this.ahead.length; i++) {
				if (this.ahead[i] < this.ahead[least]) {
					least = i;
				}
			}
			long id = this.ahead[least];
			if (id > this.last) {
				return null;
			}
			E task = (E) this.stripes[least].take(this.places[least], id);
			this.ahead[least] = this.stripes[least].peek(this.places[least]);
			if (task != null && id > this.after) {
				return task;
			}
		}
	}

}
