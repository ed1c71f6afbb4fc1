package dev.corral.benchmarks.designs;

/**
 * Sixteen stripes of chunks, eight of them young, as in {@link GenerationalEight}; a
 * young task leaves nothing behind when it settles.
 * <ul>
 * <li>Launch: under its thread's lock a slot of the stripe's credit, an id, and the next
 * place in the last young chunk.</li>
 * <li>Settle: the phase is written and then a flag read that says whether the task is
 * old; an old one takes itself out under the lock.</li>
 * <li>Count: whoever makes a chunk old, needs a slot or reads books each task's
 * phase.</li>
 * <li>Limit: slots are lent to stripes in advance and withdrawn when there are none left,
 * so that it is exact; a settled task stands for its slot.</li>
 * <li>Find: along the chunks, passing over what has settled.</li>
 * </ul>
 * Cost: as {@link GenerationalEight} without its CAS, but the write of the phase needs
 * the same fence; up to 2 048 settled tasks a stripe are held with all that they refer
 * to, and whoever books them reads a line that another core wrote, one for each.
 */
final class TokenFree extends Chunked {

	TokenFree(int limit) {
		super(limit, (ids) -> new TokenFreeStripe(ids, 8));
	}

}
