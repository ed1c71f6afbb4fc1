package dev.corral.benchmarks.designs;

import java.util.Locale;

/** All designs, in the order of the report. */
public enum Designs {

	/** No registry: the lower bound. */
	COUNT_ONLY,

	/** A concurrent map, adders and a semaphore. */
	MAP_WITH_ADDERS,

	/** Linked lists striped by id. */
	LINKED_BY_ID,

	/** Linked lists striped by launching thread. */
	LINKED_BY_THREAD,

	/** The same with slots lent to the stripes. */
	LINKED_WITH_STRIPED_PERMITS,

	/** Chunks, the last of them young. */
	GENERATIONAL_ONE,

	/** Chunks, the last eight of them young: what Corral does. */
	GENERATIONAL_EIGHT,

	/** The same, but a young task leaves no token. */
	TOKEN_FREE;

	/**
	 * Makes one.
	 * @param limit how many tasks may be live
	 * @return without a task
	 */
	public Design create(int limit) {
		return switch (this) {
			case COUNT_ONLY -> new CountOnly(limit);
			case MAP_WITH_ADDERS -> new MapWithAdders(limit);
			case LINKED_BY_ID -> new LinkedById(limit);
			case LINKED_BY_THREAD -> new LinkedByThread(limit);
			case LINKED_WITH_STRIPED_PERMITS -> new LinkedWithStripedPermits(limit);
			case GENERATIONAL_ONE -> new GenerationalOne(limit);
			case GENERATIONAL_EIGHT -> new GenerationalEight(limit);
			case TOKEN_FREE -> new TokenFree(limit);
		};
	}

	/**
	 * Whether it finds its tasks.
	 * @return {@code false} for the lower bound
	 */
	public boolean isRegistry() {
		return this != COUNT_ONLY;
	}

	/**
	 * Its name on the command line and in the report.
	 * @return small letters and hyphens
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
