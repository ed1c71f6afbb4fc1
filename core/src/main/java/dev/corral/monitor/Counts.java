package dev.corral.monitor;

/**
 * The counters of a launcher or of one task name, read at one moment per stripe. They add
 * up: {@code launched = queued + live + settled + unreachable}.
 *
 * @param live tasks whose body has started and whose thread is not gone
 * @param queued tasks accepted whose body has not started
 * @param ending live tasks whose outcome is decided
 * @param leaked live tasks under a verdict
 * @param launched tasks accepted so far
 * @param settled tasks whose thread is gone
 * @param succeeded outcomes so far
 * @param panicked panics so far, of every attempt, late ones included; expected failures,
 * failures propagated from a joined task, and answers to an interrupt are not counted
 * @param timedOut outcomes so far
 * @param cancelled outcomes so far
 * @param rejected launches refused so far
 * @param restarted those of the panics so far after which the body was to run again;
 * counted with the panic, before the backoff
 * @param unreachable tasks proved to be blocked for ever so far
 * @param failed outcomes so far, see {@link dev.corral.Outcome.Failed}
 * @param skipped launches so far into a scope that had ended; their tasks never ran
 * @param declined launches so far by {@code tryLaunch} and {@code tryCall} that found no
 * room
 * @param gaveUp tasks so far that their restart policy does not run again: too many
 * panics, one that it does not retry, or an attempt that did not end
 */
public record Counts(long live, long queued, long ending, long leaked, long launched, long settled, long succeeded,
		long panicked, long timedOut, long cancelled, long rejected, long restarted, long unreachable, long failed,
		long skipped, long declined, long gaveUp) {

	/** All counters are zero. */
	public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

	/**
	 * Adds two sets of counters.
	 * @param other the counters to add
	 * @return the sums
	 */
	public Counts plus(Counts other) {
		return new Counts(this.live + other.live, this.queued + other.queued, this.ending + other.ending,
				this.leaked + other.leaked, this.launched + other.launched, this.settled + other.settled,
				this.succeeded + other.succeeded, this.panicked + other.panicked, this.timedOut + other.timedOut,
				this.cancelled + other.cancelled, this.rejected + other.rejected, this.restarted + other.restarted,
				this.unreachable + other.unreachable, this.failed + other.failed, this.skipped + other.skipped,
				this.declined + other.declined, this.gaveUp + other.gaveUp);
	}

	/**
	 * Sets how many live tasks are under a verdict.
	 * @param value the number
	 * @return the new counters
	 */
	public Counts withLeaked(long value) {
		return new Counts(this.live, this.queued, this.ending, value, this.launched, this.settled, this.succeeded,
				this.panicked, this.timedOut, this.cancelled, this.rejected, this.restarted, this.unreachable,
				this.failed, this.skipped, this.declined, this.gaveUp);
	}

}
