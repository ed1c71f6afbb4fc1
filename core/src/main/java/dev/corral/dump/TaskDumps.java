package dev.corral.dump;

import java.time.Duration;
import java.util.List;

import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskGroups;

/**
 * Dumps of the live tasks of a launcher. Stacks are taken one after the other by the
 * calling thread, without a pause of the virtual machine. Thread-safe.
 */
public interface TaskDumps {

	/**
	 * Writes live tasks as text, in the manner of a goroutine dump.
	 * @param filter which to show, and how much of each
	 * @param limit how many at most
	 * @param out where to; an {@link java.io.IOException} it throws becomes an
	 * {@link java.io.UncheckedIOException}
	 * @throws IllegalArgumentException when {@code filter} or {@code out} is null
	 */
	void write(TaskFilter filter, long limit, Appendable out);

	/**
	 * Counts live tasks by the places they are at. Walks over all of them, once.
	 * @param filter which to count, and whether stacks are compared
	 * @param grouping whether every stack is taken, or one for each group
	 * @return the groups of this moment
	 * @throws IllegalArgumentException when {@code filter} or {@code grouping} is null
	 */
	TaskGroups groups(TaskFilter filter, Grouping grouping);

	/**
	 * Writes live tasks as text, those that are at the same place as one block.
	 * @param filter which to show, and whether with stacks
	 * @param grouping whether every stack is taken, or one for each group
	 * @param limit how many groups at most
	 * @param out where to; an {@link java.io.IOException} it throws becomes an
	 * {@link java.io.UncheckedIOException}
	 * @throws IllegalArgumentException when an argument is null
	 */
	void writeGrouped(TaskFilter filter, Grouping grouping, long limit, Appendable out);

	/**
	 * Counts live tasks by name, status, scope, verdict and stack, for readers of
	 * profiles. Walks over all of them, once.
	 * @param filter which to count, and whether with stacks
	 * @param stack whether the stacks are those of threads or of launches
	 * @return the profile of this moment, of at most {@value Profile#MAX_SAMPLES} samples
	 * and one for the rest
	 * @throws IllegalArgumentException when {@code filter} or {@code stack} is null
	 */
	Profile profile(TaskFilter filter, ProfileStack stack);

	/**
	 * Writes the most numerous groups of all live tasks to the log {@code dev.corral}, at
	 * level INFO, as one event.
	 */
	void log();

	/**
	 * Looks at a task several times. That distinguishes one that spins from one that is
	 * blocked.
	 * @param id the task's id
	 * @param times how many times, 1 to 1000
	 * @param apart the time between two looks
	 * @return what was seen, in order, equal looks together; shorter when the task ends
	 * meanwhile, empty when there is none
	 * @throws IllegalArgumentException when {@code times} is out of range, or
	 * {@code apart} null or negative
	 * @throws InterruptedException when interrupted between two looks
	 */
	List<StackSample> sample(long id, int times, Duration apart) throws InterruptedException;

}
