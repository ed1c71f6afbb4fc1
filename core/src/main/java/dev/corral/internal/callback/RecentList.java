package dev.corral.internal.callback;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The last few of something, newest first. Thread-safe: a change replaces the list.
 *
 * @param <T> what is remembered
 */
public final class RecentList<T> {

	private final int most;

	private final AtomicReference<List<T>> items = new AtomicReference<>(List.of());

	public RecentList(int most) {
		this.most = most;
	}

	public void add(T item) {
		if (this.most == 0) {
			return;
		}
		List<T> known;
		List<T> more;
		do {
			known = this.items.get();
			List<T> changed = new ArrayList<>(Math.min(this.most, known.size() + 1));
			changed.add(item);
			changed.addAll(known.subList(0, Math.min(known.size(), this.most - 1)));
			more = List.copyOf(changed);
		}
		while (!this.items.compareAndSet(known, more));
	}

	// The same object, not an equal one
	@SuppressWarnings("ReferenceEquality")
	public void replace(T item, T by) {
		List<T> known;
		List<T> other;
		do {
			known = this.items.get();
			List<T> changed = new ArrayList<>(known);
			for (int i = 0; i < changed.size(); i++) {
				if (changed.get(i) == item) {
					changed.set(i, by);
				}
			}
			other = List.copyOf(changed);
		}
		while (!this.items.compareAndSet(known, other));
	}

	public List<T> list() {
		return this.items.get();
	}

}
