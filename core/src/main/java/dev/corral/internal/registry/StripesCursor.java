package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * Walks over all stripes at once, always on to the least id ahead. Used by one thread.
 *
 * @param <E> the type of the entries
 */
public final class StripesCursor<E extends RegistryEntry> {

	private final StripePosition[] positions;

	/** The id ahead in each stripe as last seen, {@link Long#MAX_VALUE} at its end. */
	private final long[] ahead;

	private final long after;

	private final long last;

	StripesCursor(StripePosition[] positions, long after, long last) {
		this.positions = positions;
		this.after = after;
		this.last = last;
		this.ahead = new long[positions.length];
		for (int i = 0; i < positions.length; i++) {
			this.ahead[i] = positions[i].peek();
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
			E task = (E) this.positions[least].take(id);
			this.ahead[least] = this.positions[least].peek();
			if (task != null && id > this.after) {
				return task;
			}
		}
	}

}
