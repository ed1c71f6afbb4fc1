package dev.corral.monitor;

/**
 * The counters of one leak reason.
 *
 * @param leaked verdicts that stand
 * @param found tasks that got such a verdict so far, each once
 * @param ended tasks whose verdict ended so far, each once: they moved on, settled, or
 * got a graver one
 */
public record LeakCounts(long leaked, long found, long ended) {

	/** All counters are zero. */
	public static final LeakCounts ZERO = new LeakCounts(0, 0, 0);

	/**
	 * Adds two sets of counters.
	 * @param other the counters to add
	 * @return the sums
	 */
	public LeakCounts plus(LeakCounts other) {
		return new LeakCounts(this.leaked + other.leaked, this.found + other.found, this.ended + other.ended);
	}

}
