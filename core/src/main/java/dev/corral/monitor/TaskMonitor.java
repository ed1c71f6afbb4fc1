package dev.corral.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/**
 * The read side of one launcher, for endpoints and meters, and cancelling by id. Results
 * show the moment of the call and do not change afterwards. Thread-safe. Only
 * {@link #proveUnreachable()} waits.
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
	 * as {@code other}. Reads up to 256 names at a time, so it is far cheaper than
	 * reading each name.
	 * @return a new map
	 */
	SortedMap<String, Counts> countsByName();

	/**
	 * Registers a listener for task names. It is called once for every name, those known
	 * and those to come, on the callback executor.
	 * @param listener receives the names
	 * @return removes it
	 * @throws IllegalArgumentException when {@code listener} is null
	 */
	Registration onName(Consumer<String> listener);

	/**
	 * Sets the recorder of the durations of tasks. It replaces the one before.
	 * @param recorder the recorder
	 * @return removes it
	 * @throws IllegalArgumentException when {@code recorder} is null
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
	 * @throws IllegalArgumentException when {@code filter} is null
	 */
	TaskCursor tasks(TaskFilter filter);

	/**
	 * Counts live tasks. Walks over all of them.
	 * @param filter which to count
	 * @return their number
	 * @throws IllegalArgumentException when {@code filter} is null
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
	 * @return whether this call cancelled it, empty when there is no such open scope
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
	 * Requests a full garbage collection to prove which tasks are blocked for ever, and
	 * waits for the result, at most a second. Other collections prove such tasks too.
	 * @return what it proved, ascending by id; empty when proofs are off or not possible
	 */
	List<RecentLeak> proveUnreachable();

}
