package dev.corral.internal.registry;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Where launches came from, by the class of their body and their name. Keeps no such
 * class, nor its loader, alive. Has a fixed size: when a part of it is full, the oldest
 * origin of that part is forgotten. Thread-safe.
 */
public final class CachedOrigins {

	/*-
	 * A hash table of short lists that never change. A launch that has walked the stack replaces
	 * a list by a longer one with one CAS; when another was faster, the next launch does it. So
	 * there is no lock, and a search allocates nothing.
	 *
	 * Each launcher has its own table. A table that all share, such as a ClassValue, would be held
	 * by body classes of a parent loader, and would hold the loader of the engine.
	 */

	private static final int LISTS = 256;

	private static final int MAX_LENGTH = 16;

	private final AtomicReferenceArray<@Nullable Node> lists = new AtomicReferenceArray<>(LISTS);

	public @Nullable CachedOrigin find(Class<?> body, String name) {
		for (Node node = this.lists.get(list(body, name)); node != null; node = node.next) {
			if (node.origin.isOf(body, name)) {
				return node.origin;
			}
		}
		return null;
	}

	public void add(Class<?> body, CachedOrigin origin) {
		int at = list(body, origin.origin().name());
		Node known = this.lists.get(at);
		this.lists.compareAndSet(at, known, new Node(origin, kept(known, MAX_LENGTH - 1)));
	}

	private static int list(Class<?> body, String name) {
		int hash = 31 * System.identityHashCode(body) + name.hashCode();
		return (hash ^ (hash >>> 16)) & (LISTS - 1);
	}

	// The first ones whose class was not collected
	private static @Nullable Node kept(@Nullable Node node, int most) {
		if (node == null || most == 0) {
			return null;
		}
		return node.origin.refersTo(null) ? kept(node.next, most) : new Node(node.origin, kept(node.next, most - 1));
	}

	/** An element of a list. */
	private static final class Node {

		private final CachedOrigin origin;

		private final @Nullable Node next;

		private Node(CachedOrigin origin, @Nullable Node next) {
			this.origin = origin;
			this.next = next;
		}

	}

}
