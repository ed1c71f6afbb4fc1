package dev.corral.benchmarks.designs;

/**
 * Sixteen linked lists, tasks spread over them by id.
 * <ul>
 * <li>Launch: a CAS on the slots, an id, then linked at the end of a list and counted
 * under its lock.</li>
 * <li>Settle: unlinked and counted under the same lock, then the slot given back.</li>
 * <li>Count: the sum over the stripes' books, which stand under their locks.</li>
 * <li>Limit: one word of slots, which is exact.</li>
 * <li>Find: along the lists, which are in order of launch.</li>
 * </ul>
 * Cost: two shared words, and every launch and every settle writes to another stripe and
 * into the two tasks beside its own, which another core has touched last. Two references
 * a task.
 */
final class LinkedById extends Linked {

	LinkedById(int limit) {
		super(limit);
	}

	@Override
	long spread(long id) {
		return id;
	}

}
