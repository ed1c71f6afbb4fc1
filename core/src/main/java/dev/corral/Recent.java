package dev.corral;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * The last few of something, newest first. Thread-safe.
 *
 * @param <T> what is remembered
 */
final class Recent<T> {

	private final int most;

	@GuardedBy("this")
	private final Deque<T> items = new ArrayDeque<>();

	Recent(int most) {
		this.most = most;
	}

	synchronized void add(T item) {
		if (this.most == 0) {
			return;
		}
		if (this.items.size() == this.most) {
			this.items.removeLast();
		}
		this.items.addFirst(item);
	}

	synchronized void replaceAll(UnaryOperator<T> change) {
		List<T> changed = this.items.stream().map(change).toList();
		this.items.clear();
		this.items.addAll(changed);
	}

	synchronized List<T> list() {
		return List.copyOf(this.items);
	}

}
