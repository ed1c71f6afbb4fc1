package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The last few of something, newest first. Thread-safe: a change replaces the list.
 *
 * @param <T> what is remembered
 */
final class Recent<T> {

	private final int most;

	private final AtomicReference<List<T>> items = new AtomicReference<>(List.of());

	Recent(int most) {
		this.most = most;
	}

	void add(T item) {
		if (this.most == 0) {
			return;
		}
		this.items.updateAndGet((known) -> {
			List<T> changed = new ArrayList<>(Math.min(this.most, known.size() + 1));
			changed.add(item);
			changed.addAll(known.subList(0, Math.min(known.size(), this.most - 1)));
			return List.copyOf(changed);
		});
	}

	void replaceAll(UnaryOperator<T> change) {
		this.items.updateAndGet((known) -> known.stream().map(change).toList());
	}

	List<T> list() {
		return this.items.get();
	}

}
