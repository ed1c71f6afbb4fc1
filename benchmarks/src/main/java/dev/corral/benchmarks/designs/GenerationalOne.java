package dev.corral.benchmarks.designs;

/**
 * Sixteen stripes of chunks by launching thread; the last chunk of 256 tasks is young.
 * <ul>
 * <li>Launch: under its thread's lock a slot of the stripe's credit, an id, and the next
 * place in the young chunk. Every 256th launch makes a new one and moves what still lives
 * in the last to old chunks.</li>
 * <li>Settle: a young task puts a token in its place with one CAS; an old one takes
 * itself out under the lock.</li>
 * <li>Count: the books under the locks, after the tokens were booked, and what is
 * young.</li>
 * <li>Limit: slots are lent to stripes in advance and withdrawn when there are none left,
 * so that it is exact; a task's token stands for its slot.</li>
 * <li>Find: along the chunks, which are in order of launch.</li>
 * </ul>
 * Cost: one shared word (ids), and the lock almost for itself as long as tasks end before
 * 256 more are launched; each that does not is moved and pays the lock. A place in an
 * array, a reference and two bytes a task.
 */
final class GenerationalOne extends Chunked {

	GenerationalOne(int limit) {
		super(limit, (ids) -> new TokenStripe(ids, 1));
	}

}
