package dev.corral.monitor;

import java.time.Duration;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/** Which tasks to show, and how much of each. Immutable; start from {@link #all()}. */
@CheckReturnValue
public final class TaskFilter {

	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

	private static final TaskFilter ALL = new TaskFilter(null, null, null, null, null, Duration.ZERO, 0, true, false);

	private final @Nullable TaskStatus status;

	private final @Nullable String name;

	private final @Nullable String scopePath;

	private final @Nullable Long scopeId;

	private final @Nullable Boolean leaked;

	private final Duration minAge;

	private final long after;

	private final boolean stacks;

	private final boolean leakedFirst;

	private TaskFilter(@Nullable TaskStatus status, @Nullable String name, @Nullable String scopePath,
			@Nullable Long scopeId, @Nullable Boolean leaked, Duration minAge, long after, boolean stacks,
			boolean leakedFirst) {
		this.status = status;
		this.name = name;
		this.scopePath = scopePath;
		this.scopeId = scopeId;
		this.leaked = leaked;
		this.minAge = minAge;
		this.after = after;
		this.stacks = stacks;
		this.leakedFirst = leakedFirst;
	}

	/**
	 * Every live task, with its stack.
	 * @return the start of a chain
	 */
	public static TaskFilter all() {
		return ALL;
	}

	/**
	 * Keeps tasks of one status.
	 * @param value the status
	 * @return the new filter
	 */
	public TaskFilter withStatus(TaskStatus value) {
		return new TaskFilter(notNull("status", value), this.name, this.scopePath, this.scopeId, this.leaked,
				this.minAge, this.after, this.stacks, this.leakedFirst);
	}

	/**
	 * Keeps tasks of a name.
	 * @param pattern the name, in which {@code *} stands for any characters
	 * @return the new filter
	 */
	public TaskFilter withName(String pattern) {
		return new TaskFilter(this.status, notNull("name", pattern), this.scopePath, this.scopeId, this.leaked,
				this.minAge, this.after, this.stacks, this.leakedFirst);
	}

	/**
	 * Keeps tasks in the scope of a path and in the scopes below it.
	 * @param path a whole path, such as {@code root/checkout}
	 * @return the new filter
	 */
	public TaskFilter withScope(String path) {
		return new TaskFilter(this.status, this.name, notNull("scope", path), null, this.leaked, this.minAge,
				this.after, this.stacks, this.leakedFirst);
	}

	/**
	 * Keeps tasks in a scope and in the scopes below it.
	 * @param id the scope's id
	 * @return the new filter
	 */
	public TaskFilter withScope(long id) {
		return new TaskFilter(this.status, this.name, null, id, this.leaked, this.minAge, this.after, this.stacks,
				this.leakedFirst);
	}

	/**
	 * Keeps tasks under a verdict, or those under none.
	 * @param value which of the two
	 * @return the new filter
	 */
	public TaskFilter withLeaked(boolean value) {
		return new TaskFilter(this.status, this.name, this.scopePath, this.scopeId, value, this.minAge, this.after,
				this.stacks, this.leakedFirst);
	}

	/**
	 * Keeps tasks launched at least that long ago.
	 * @param value a duration
	 * @return the new filter
	 */
	public TaskFilter withMinAge(Duration value) {
		return new TaskFilter(this.status, this.name, this.scopePath, this.scopeId, this.leaked, notNegative(value),
				this.after, this.stacks, this.leakedFirst);
	}

	/**
	 * Keeps tasks with a greater id, for paging.
	 * @param id the last id of the page before
	 * @return the new filter
	 */
	public TaskFilter withAfter(long id) {
		return new TaskFilter(this.status, this.name, this.scopePath, this.scopeId, this.leaked, this.minAge, id,
				this.stacks, this.leakedFirst);
	}

	/**
	 * Sets whether stacks are taken.
	 * @param value {@code false} for a cheaper answer
	 * @return the new filter
	 */
	public TaskFilter withStacks(boolean value) {
		return new TaskFilter(this.status, this.name, this.scopePath, this.scopeId, this.leaked, this.minAge,
				this.after, value, this.leakedFirst);
	}

	/**
	 * Shows tasks under a verdict before the others; each group in ascending order of id.
	 * @return the new filter
	 */
	public TaskFilter withLeakedFirst() {
		return new TaskFilter(this.status, this.name, this.scopePath, this.scopeId, this.leaked, this.minAge,
				this.after, this.stacks, true);
	}

	/**
	 * Shows all in ascending order of id, those under a verdict among the others.
	 * @return the new filter
	 */
	public TaskFilter inOrderOfId() {
		return new TaskFilter(this.status, this.name, this.scopePath, this.scopeId, this.leaked, this.minAge,
				this.after, this.stacks, false);
	}

	/**
	 * The status asked for.
	 * @return {@code null} for any
	 */
	public @Nullable TaskStatus status() {
		return this.status;
	}

	/**
	 * The name asked for.
	 * @return a pattern, {@code null} for any
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * The path of the scope asked for.
	 * @return a path, {@code null} for any
	 */
	public @Nullable String scopePath() {
		return this.scopePath;
	}

	/**
	 * The id of the scope asked for.
	 * @return an id, {@code null} for any
	 */
	public @Nullable Long scopeId() {
		return this.scopeId;
	}

	/**
	 * Whether tasks under a verdict are asked for, or those under none.
	 * @return {@code null} for both
	 */
	public @Nullable Boolean leaked() {
		return this.leaked;
	}

	/**
	 * How long ago tasks were launched at least.
	 * @return zero for any
	 */
	public Duration minAge() {
		return this.minAge;
	}

	/**
	 * The id that all shown have a greater one than.
	 * @return zero for all
	 */
	public long after() {
		return this.after;
	}

	/**
	 * Whether stacks are taken.
	 * @return {@code true} by default
	 */
	public boolean stacks() {
		return this.stacks;
	}

	/**
	 * Whether tasks under a verdict come first.
	 * @return {@code false} by default
	 */
	public boolean leakedFirst() {
		return this.leakedFirst;
	}

	private static <T> T notNull(String parameter, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("'" + parameter + "' must not be null");
		}
		return value;
	}

	// No task is older than the longest
	private static Duration notNegative(Duration minAge) {
		if (notNull("minAge", minAge).isNegative()) {
			throw new IllegalArgumentException("'minAge' must not be negative, but was " + minAge);
		}
		return (minAge.compareTo(LONGEST) > 0) ? LONGEST : minAge;
	}

}
