package dev.corral.internal.timer;

/**
 * A deadline that nobody enters: a sweep over the registry finds it, if its task lives
 * long enough.
 */
public interface SweptDeadline extends Expirable {

	/**
	 * When it passes.
	 * @param now the time, for a task that has not begun
	 * @return nanoseconds, {@link Long#MAX_VALUE} when there is none any more
	 */
	long sweptDue(long now);

}
