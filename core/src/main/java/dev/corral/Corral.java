package dev.corral;

import dev.corral.dump.TaskDumps;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.util.Check;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskMonitor;

/**
 * The root launcher, with its monitor and dumps. Thread-safe. Closing it ends its tasks
 * and its helper threads.
 */
public interface Corral extends TaskLauncher, AutoCloseable {

	/**
	 * Makes a launcher with the defaults.
	 * @return a launcher, open
	 */
	static Corral create() {
		return create(CorralConfig.defaults());
	}

	/**
	 * Makes a launcher.
	 * @param config how it behaves
	 * @return a launcher, open
	 * @throws IllegalArgumentException when {@code config} is null
	 */
	static Corral create(CorralConfig config) {
		return DefaultCorral.create(config);
	}

	/**
	 * The read side: counters, live tasks, scopes, leaks, and cancelling by id.
	 * @return always the same monitor
	 */
	TaskMonitor monitor();

	/**
	 * Dumps of live tasks: as text, grouped, as a profile, to the log, or of one task
	 * over time.
	 * @return always the same dumps
	 */
	TaskDumps dumps();

	/**
	 * The counters over all names, as {@link TaskMonitor#counts()} has them.
	 * @return the counters of this moment
	 */
	Counts counts();

	/**
	 * Changes limits. Lowering a limit ends no task: launches are rejected, or wait,
	 * until enough tasks have settled. Live tasks count towards a limit that their name
	 * did not have before.
	 * @param limits which to change
	 * @throws IllegalArgumentException when a name has no counters of its own, because
	 * there are {@link CorralConfig#maxNames()} others
	 */
	void limits(Limits limits);

	/**
	 * Rejects new launches, cancels long-running tasks, lets the others end by themselves
	 * for the shutdown timeout, cancels the rest, waits the cancel grace, logs what is
	 * left and returns. Idempotent, and may be called again when it has failed. When
	 * interrupted it stops waiting and keeps the flag. While another thread closes, it
	 * returns after that one. When a task or one of its callbacks calls it meanwhile, it
	 * returns at once.
	 * <p>
	 * It does not wait for tasks that cannot end before it returns: the task that calls
	 * it, tasks that wait for that one in {@code join}, {@code get} or {@code close}, and
	 * tasks inside {@link Runtime#exit}. The task that calls it is not interrupted by it.
	 */
	@Override
	void close();

	/**
	 * Closes the launcher on behalf of a thread that waits until this call has returned,
	 * as a framework does that stops its parts on threads of their own. If that thread
	 * runs a task, this is as if the task had called {@link #close()}.
	 * <p>
	 * The default implementation checks {@code waiting} and calls {@link #close()}; it
	 * does not know tasks.
	 * @param waiting the thread that waits for the calling one
	 * @throws IllegalArgumentException when {@code waiting} is null
	 */
	default void closeFor(Thread waiting) {
		Check.notNull("waiting", waiting);
		close();
	}

}
