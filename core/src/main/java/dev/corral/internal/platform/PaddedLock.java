package dev.corral.internal.platform;

/**
 * The lock of a stripe or of a scope's members, and what a launch writes under it.
 */
public final class PaddedLock extends SpinLock {

	/*-
	 * Launches write here, so a thread that reads a neighbour on the same cache line waits for
	 * them. The padding keeps later neighbours away: fields of one size are laid out in the order
	 * of declaration, which is why all are longs.
	 */

	/** Slots of the launcher that may be taken in the stripe without asking. */
	public long credit;

	/** Used slots of the last young chunk. */
	public long filled;

	/** The id of the last task that entered the stripe. */
	public long lastId;

	long after1;

	long after2;

	long after3;

	long after4;

	long after5;

	long after6;

	long after7;

	long after8;

}
