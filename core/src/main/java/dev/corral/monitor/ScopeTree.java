package dev.corral.monitor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An open scope and those below it. Immutable.
 *
 * @param scope the scope
 * @param children those opened below it, in ascending order of id
 */
public record ScopeTree(ScopeSnapshot scope, List<ScopeTree> children) {

	/*-
	 * Scopes nest without limit, but readers of trees may not: below the last level scopes
	 * are siblings, and only their paths show how they nest. A scope has a greater
	 * id than the one above it, so one pass finds the levels and one back the children.
	 */

	/** How many levels a tree has at most; deeper scopes are on the last. */
	public static final int MAX_LEVELS = 100;

	public ScopeTree {
		children = List.copyOf(children);
	}

	/**
	 * Puts scopes below those that opened them.
	 * @param scopes the scopes; one whose parent is not among them is at the top
	 * @return the trees, in ascending order of id
	 */
	public static List<ScopeTree> of(List<ScopeSnapshot> scopes) {
		List<ScopeSnapshot> ordered = scopes.stream().sorted(Comparator.comparingLong(ScopeSnapshot::id)).toList();
		Map<Long, Position> positions = new HashMap<>();
		for (ScopeSnapshot scope : ordered) {
			positions.put(scope.id(),
					Position.below((scope.parent() != null) ? positions.get(scope.parent()) : null, scope));
		}
		Map<Long, List<ScopeTree>> children = new HashMap<>();
		List<ScopeTree> top = new ArrayList<>();
		for (ScopeSnapshot scope : ordered.reversed()) {
			List<ScopeTree> own = children.getOrDefault(scope.id(), List.of());
			Position position = positions.get(scope.id());
			Long above = (position != null) ? position.above : null;
			List<ScopeTree> siblings = (above != null) ? children.computeIfAbsent(above, (id) -> new ArrayList<>())
					: top;
			siblings.add(new ScopeTree(scope, own.reversed()));
		}
		Collections.reverse(top);
		return List.copyOf(top);
	}

	/**
	 * How many scopes these are.
	 * @return the scope and all below it
	 */
	public long size() {
		return 1 + this.children.stream().mapToLong(ScopeTree::size).sum();
	}

	/**
	 * Where a scope is shown.
	 *
	 * @param id its id
	 * @param above the id of the scope it is shown below, {@code null} at the top
	 * @param level from 1
	 */
	private record Position(long id, @Nullable Long above, int level) {

		private static Position below(@Nullable Position parent, ScopeSnapshot scope) {
			if (parent == null) {
				return new Position(scope.id(), null, 1);
			}
			return (parent.level < MAX_LEVELS) ? new Position(scope.id(), parent.id, parent.level + 1)
					: new Position(scope.id(), parent.above, parent.level);
		}

	}

}
