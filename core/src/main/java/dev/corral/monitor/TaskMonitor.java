package dev.corral.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/**
 * What endpoints and meters read of one launcher, and cancelling by id. Every answer is
 * of its moment. Thread-safe; no method waits for a task, but for
 * {@link #proveUnreachable()}.
 */
public interface TaskMonitor {

	/**
	 * The counters of all tasks.
	 * @return the sums over all names
	 */
	Counts counts();

	/**
	 * The counters of one name.
	 * @param name a task's name, or {@code other}
	 * @return counters of this moment, all zero for an unknown name
	 */
	Counts counts(String name);

	/**
	 * The counters by task name. Names above the configured number are counted together,
	 * as {@code other}.
	 * @return a map of this moment
	 */
	SortedMap<String, Counts> countsByName();

	/**
	 * Has a listener called with every task name, those known and those to come, each
	 * once and on the callback executor.
	 * @param listener receives the names
	 * @return ends it
	 */
	Registration onName(Consumer<String> listener);

	/**
	 * Sets what receives the durations of tasks, in place of the recorder before.
	 * @param recorder the recorder
	 * @return ends it
	 */
	Registration recordDurations(DurationRecorder recorder);

	/**
	 * How long ago the oldest live task of each name was launched. Walks over all live
	 * tasks.
	 * @return ages by name, none for names without a live task
	 */
	Map<String, Duration> oldestAges();

	/**
	 * How many tasks may be queued or live at once.
	 * @return a number, zero for no limit
	 */
	int maxLive();

	/**
	 * How many launches wait for a slot.
	 * @return the number of this moment
	 */
	int launchesWaiting();

	/**
	 * Opens a walk over live tasks.
	 * @param filter which to show, and how much of each
	 * @return a cursor to be closed
	 */
	TaskCursor tasks(TaskFilter filter);

	/**
	 * Counts live tasks. Walks over all of them.
	 * @param filter which to count
	 * @return their number
	 */
	long count(TaskFilter filter);

	/**
	 * Finds a task that has not settled.
	 * @param id its id
	 * @return the task at this moment with its stack, empty when there is none
	 */
	Optional<TaskSnapshot> find(long id);

	/**
	 * Cancels a task.
	 * @param id its id
	 * @param reason why
	 * @return whether this call decided its outcome
	 */
	@CanIgnoreReturnValue
	boolean cancel(long id, String reason);

	/**
	 * The open scopes, without the root, in ascending order of id.
	 * @return a list of this moment
	 */
	List<ScopeSnapshot> scopes();

	/**
	 * How many scopes are open.
	 * @return the number of this moment, without the root
	 */
	int openScopes();

	/**
	 * Cancels a scope.
	 * @param id its id
	 * @param reason why
	 * @return whether this call gave it its cause, empty when there is no such open scope
	 */
	@CanIgnoreReturnValue
	Optional<Boolean> cancelScope(long id, String reason);

	/**
	 * The last panics.
	 * @return text only, newest first
	 */
	List<RecentPanic> recentPanics();

	/**
	 * The last leak verdicts.
	 * @return text only, newest first
	 */
	List<RecentLeak> recentLeaks();

	/**
	 * The leak verdicts on tasks of one name.
	 * @param name a task's name, or {@code other}
	 * @return a value for every reason, an empty map for an unknown name
	 */
	Map<LeakReason, LeakCounts> leaks(String name);

	/**
	 * Has a full garbage collection prove which tasks are blocked for ever, and waits for
	 * its result for at most a second. Ordinary collections prove as well, without being
	 * asked.
	 * @return what it proved, ascending by id; empty when proofs are off or not possible
	 */
	List<RecentLeak> proveUnreachable();

}
