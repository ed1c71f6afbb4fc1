package dev.corral.internal.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * Passes over all tasks once, in the order in which they were launched, and meets only
 * those that are still there. Used by one thread.
 *
 * @param <E> what stands in the stripes
 */
public final class Sweep<E extends RegistryEntry> {

	private final Stripe[] stripes;

	private final StripePosition[] places;

	public Sweep(Stripe[] stripes) {
		this.stripes = stripes;
		this.places = new StripePosition[stripes.length];
		for (int i = 0; i < this.places.length; i++) {
			this.places[i] = new StripePosition(0, false);
		}
	}

	public int stripes() {
		return this.stripes.length;
	}

	// The next tasks of a stripe, at most some. The list has its room before a task is
	// passed
	@SuppressWarnings("unchecked")
	public List<E> next(int stripe, int most) {
		List<E> fresh = new ArrayList<>(most);
		Stripe from = this.stripes[stripe];
		StripePosition place = this.places[stripe];
		while (fresh.size() < most) {
			long id = from.peek(place);
			if (id == Long.MAX_VALUE) {
				break;
			}
			E task = (E) from.take(place, id);
			if (task != null) {
				fresh.add(task);
			}
		}
		return fresh;
	}

}
