package dev.corral.benchmarks.designs;

/**
 * Sixteen stripes of chunks by launching thread as in {@link GenerationalOne}; the last
 * eight chunks of 256 tasks are young.
 * <ul>
 * <li>Launch: under its thread's lock a slot of the stripe's credit, an id, and the next
 * place in the last young chunk. Every 256th launch makes a new one and moves what still
 * lives in the first to old chunks.</li>
 * <li>Settle: a young task puts a token in its place with one CAS; an old one takes
 * itself out under the lock.</li>
 * <li>Count: the books under the locks, after the tokens were booked, and what is
 * young.</li>
 * <li>Limit: slots are lent to stripes in advance and withdrawn when there are none left,
 * so that it is exact; a task's token stands for its slot.</li>
 * <li>Find: along the chunks, which are in order of launch.</li>
 * </ul>
 * Cost: one shared word (ids), and the lock almost for itself as long as tasks end before
 * 2 048 more are launched; a reader looks at up to 2 048 places of each stripe. A place
 * in an array, a reference and two bytes a task.
 */
final class GenerationalEight extends Chunked {

	GenerationalEight(int limit) {
		super(limit, (ids) -> new TokenStripe(ids, 8));
	}

}
