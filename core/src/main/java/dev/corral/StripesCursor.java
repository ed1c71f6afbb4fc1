package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * Walks over all stripes at once, always on to the least id ahead. Used by one thread.
 */
final class StripesCursor implements AutoCloseable {

	private final Stripe.Place[] places;

	/** The id ahead in each stripe as last seen, {@link Long#MAX_VALUE} at its end. */
	private final long[] ahead;

	private final long after;

	private final long last;

	StripesCursor(Stripe[] stripes, long after, long last) {
		this.after = after;
		this.last = last;
		this.places = new Stripe.Place[stripes.length];
		this.ahead = new long[stripes.length];
		for (int i = 0; i < stripes.length; i++) {
			this.places[i] = stripes[i].enter(after);
			this.ahead[i] = this.places[i].peek();
		}
	}

	@Nullable SupervisedTask<?> next() {
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
			SupervisedTask<?> task = this.places[least].take(id);
			this.ahead[least] = this.places[least].peek();
			if (task != null && id > this.after) {
				return task;
			}
		}
	}

	@Override
	public void close() {
		for (Stripe.Place place : this.places) {
			place.leave();
		}
	}

}
