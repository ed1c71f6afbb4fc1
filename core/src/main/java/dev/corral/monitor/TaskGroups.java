package dev.corral.monitor;

import java.util.List;

/**
 * All live tasks of a walk, by the places they are at. Immutable.
 *
 * @param groups the groups, most numerous first, then the oldest first; at most
 * {@value #MAX_GROUPS}
 * @param other how many tasks are in none of them. While it is zero every count is exact;
 * otherwise tasks of a group shown may have been counted here before it grew
 * @param total how many tasks were seen
 * @param sampled whether each stack is that of one task of its group, and groups were
 * formed without comparing stacks
 */
public record TaskGroups(List<TaskGroup> groups, long other, long total, boolean sampled) {

	/** How many groups are kept. */
	public static final int MAX_GROUPS = 10_000;

	public TaskGroups {
		groups = List.copyOf(groups);
	}

}
