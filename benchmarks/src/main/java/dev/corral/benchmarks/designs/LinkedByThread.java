package dev.corral.benchmarks.designs;

/**
 * Sixteen linked lists as in {@link LinkedById}, but a launching thread keeps to one.
 * <ul>
 * <li>Launch: a CAS on the slots, an id, then linked at the end of its thread's list and
 * counted under its lock.</li>
 * <li>Settle: unlinked and counted under the same lock, then the slot given back.</li>
 * <li>Count: the sum over the stripes' books, which stand under their locks.</li>
 * <li>Limit: one word of slots, which is exact.</li>
 * <li>Find: along the lists, which are in order of launch.</li>
 * </ul>
 * Cost: two shared words; a stripe's lock and the end of its list pass between its
 * launching thread and whatever carrier runs its tasks. Two references a task.
 */
final class LinkedByThread extends Linked {

	LinkedByThread(int limit) {
		super(limit);
	}

	@Override
	long spread(long id) {
		return Thread.currentThread().threadId();
	}

}
