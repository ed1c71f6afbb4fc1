package dev.corral.dump;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** What the text of a dump says. */
final class Parsed {

	private Parsed() {
	}

	/**
	 * The headline.
	 *
	 * @param live live tasks
	 * @param leaked those under a verdict
	 * @param scopes open scopes
	 * @param at the time of day
	 * @param sampled whether stacks are samples
	 */
	record Head(long live, long leaked, long scopes, String at, boolean sampled) {

	}

	/**
	 * How much was shown.
	 *
	 * @param shown how many
	 * @param total of how many
	 */
	record Shown(long shown, long total) {

	}

	/**
	 * A duration as it is said.
	 *
	 * @param number how many
	 * @param unit of what, in the singular
	 */
	record Age(long number, String unit) {

	}

	/**
	 * Where a task is.
	 *
	 * @param status in its life
	 * @param thread the state of its thread, {@code null} for none
	 */
	record State(String status, @Nullable String thread) {

	}

	/**
	 * An ancestor.
	 *
	 * @param id its id
	 * @param name its name
	 * @param place who launched it, {@code null} where that is not shown
	 */
	record Ancestor(long id, String name, @Nullable String place) {

	}

	/**
	 * The block of a task.
	 *
	 * @param id its id
	 * @param name its name
	 * @param state where it is
	 * @param age its age
	 * @param leak the reason of the verdict on it, {@code null} for none
	 * @param scope the path of its scope
	 * @param attempt which attempt runs
	 * @param stack its frames
	 * @param place who launched it
	 * @param parent in which task, {@code null} for none
	 */
	record Task(long id, String name, State state, Age age, @Nullable String leak, String scope, long attempt,
			List<String> stack, String place, @Nullable Ancestor parent) {

	}

	/**
	 * A task in detail.
	 *
	 * @param task the task
	 * @param ancestors those kept
	 * @param more how many are not kept
	 * @param samples where it was seen
	 */
	record Detail(Task task, List<Ancestor> ancestors, long more, List<Sample> samples) {

	}

	/**
	 * Where a task was seen.
	 *
	 * @param times how often running
	 * @param thread the state of its thread
	 * @param stack its frames
	 */
	record Sample(long times, String thread, List<String> stack) {

	}

	/**
	 * The block of a group.
	 *
	 * @param count how many tasks
	 * @param name their name
	 * @param state where they are
	 * @param youngest the age of the youngest
	 * @param oldest the age of the oldest
	 * @param leak the reason of the verdicts on them, {@code null} for none
	 * @param ids the ids of the oldest
	 * @param more how many more ids there are
	 * @param stack their frames
	 * @param place who launched the oldest
	 * @param elsewhere whether others were launched from elsewhere
	 */
	record Group(long count, String name, State state, Age youngest, Age oldest, @Nullable String leak, List<Long> ids,
			long more, List<String> stack, String place, boolean elsewhere) {

	}

	/**
	 * The line of a scope.
	 *
	 * @param level how far it is indented
	 * @param id its id
	 * @param path its path
	 * @param live tasks of its own
	 * @param leaked those under a verdict
	 * @param age its age
	 * @param deadline when its time is up, {@code null} for never
	 * @param cancelled why it is cancelled, {@code null} while it is not
	 */
	record Scope(int level, long id, String path, long live, long leaked, Age age, @Nullable String deadline,
			@Nullable String cancelled) {

	}

	/**
	 * A full dump.
	 *
	 * @param head the headline
	 * @param tasks the tasks
	 * @param foot how much was shown
	 */
	record Full(Head head, List<Task> tasks, Shown foot) {

	}

	/**
	 * A grouped dump.
	 *
	 * @param head the headline
	 * @param groups the groups
	 * @param other how many tasks stand in none of them
	 * @param tasks how many tasks were shown
	 * @param foot how many groups were shown
	 */
	record Grouped(Head head, List<Group> groups, long other, Shown tasks, Shown foot) {

	}

	/**
	 * A dump of scopes.
	 *
	 * @param head the headline
	 * @param scopes the scopes
	 * @param foot how much was shown
	 */
	record Scopes(Head head, List<Scope> scopes, Shown foot) {

	}

}
