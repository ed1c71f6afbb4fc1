package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;

/**
 * What a request asks for.
 *
 * @param view what is shown
 * @param filter which tasks
 * @param scope the scope that they are in or below, by id or by path
 * @param limit how many tasks, groups or scopes at most
 */
record TasksQuery(View view, TaskFilter filter, @Nullable String scope, long limit) {

	private static final int DEFAULT_LIMIT = 500;

	private static final int MAX_LIMIT = 10_000;

	private static final String ALL = "all";

	// Throws a BadParameterException for a value that is not allowed
	static TasksQuery parse(Parameters given) {
		View view = view(given.view());
		if (view == View.SCOPES) {
			rejectTaskFilters(given);
		}
		long limit = limit(given.limit());
		TaskFilter filter = TaskFilter.all().withStacks(bool("stack", given.stack(), true));
		if (given.after() == null && limit != Long.MAX_VALUE) {
			filter = filter.withLeakedFirst();
		}
		filter = with(filter, given.after(), (all, id) -> all.withAfter(number("after", id, "a task id")));
		filter = with(filter, given.status(), (all, status) -> all.withStatus(status(status)));
		filter = with(filter, given.name(),
				(all, name) -> all.withName(notBlank("name", name, "a task name, in which * stands for anything")));
		filter = with(filter, given.scope(), TasksQuery::scope);
		filter = with(filter, given.leaked(), (all, leaked) -> all.withLeaked(bool("leaked", leaked, false)));
		filter = with(filter, given.minAge(), (all, age) -> all.withMinAge(duration(age)));
		return new TasksQuery(view, filter, given.scope(), limit);
	}

	private static TaskFilter with(TaskFilter filter, @Nullable String value,
			BiFunction<TaskFilter, String, TaskFilter> wither) {
		return (value != null) ? wither.apply(filter, value) : filter;
	}

	private static View view(@Nullable String value) {
		return switch (value) {
			case null -> View.FULL;
			case "full" -> View.FULL;
			case "grouped" -> View.GROUPED;
			case "scopes" -> View.SCOPES;
			default -> throw new BadParameterException("view", value, "one of full, grouped, scopes");
		};
	}

	// Filters of tasks have no effect on scopes; ignoring them would mislead
	private static void rejectTaskFilters(Parameters given) {
		reject("status", given.status());
		reject("name", given.name());
		reject("leaked", given.leaked());
		reject("minAge", given.minAge());
		reject("after", given.after());
	}

	private static void reject(String parameter, @Nullable String value) {
		if (value != null) {
			throw new BadParameterException(parameter, value, "absent with view=scopes");
		}
	}

	// Of these scopes, those in or below the requested one
	List<ScopeSnapshot> within(List<ScopeSnapshot> scopes) {
		String wanted = this.scope;
		if (wanted == null) {
			return scopes;
		}
		if (!isId(wanted)) {
			return scopes.stream()
				.filter((scope) -> scope.path().equals(wanted) || scope.path().startsWith(wanted + "/"))
				.toList();
		}
		Set<Long> below = new HashSet<>(Set.of(Long.parseLong(wanted)));
		return scopes.stream()
			.filter((scope) -> below.contains(scope.id())
					|| (scope.parent() != null && below.contains(scope.parent()) && below.add(scope.id())))
			.toList();
	}

	static long id(String value) {
		return number("id", value, "a task id");
	}

	private static TaskFilter scope(TaskFilter filter, String value) {
		String allowed = "a scope id or a path such as root/checkout";
		String scope = notBlank("scope", value, allowed);
		return isId(scope) ? filter.withScope(number("scope", scope, allowed)) : filter.withScope(scope);
	}

	private static boolean isId(String scope) {
		return scope.chars().allMatch((unit) -> unit >= '0' && unit <= '9');
	}

	private static long limit(@Nullable String value) {
		if (value == null) {
			return DEFAULT_LIMIT;
		}
		return value.equals(ALL) ? Long.MAX_VALUE
				: number("limit", value, 1, MAX_LIMIT, "a number from 1 to " + MAX_LIMIT + ", or " + ALL);
	}

	static int upTo(String parameter, @Nullable String value, int max, int otherwise) {
		return (value != null) ? (int) number(parameter, value, 0, max, "a number from 0 to " + max) : otherwise;
	}

	private static long number(String parameter, String value, String allowed) {
		return number(parameter, value, 0, Long.MAX_VALUE, allowed);
	}

	private static long number(String parameter, String value, long min, long max, String allowed) {
		try {
			long number = isId(value) ? Long.parseLong(value) : -1;
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Empty, or too large: rejected below
		}
		throw new BadParameterException(parameter, value, allowed);
	}

	static boolean bool(String parameter, @Nullable String value, boolean otherwise) {
		if (value == null) {
			return otherwise;
		}
		return switch (value.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new BadParameterException(parameter, value, "true or false");
		};
	}

	private static TaskStatus status(String value) {
		return Arrays.stream(TaskStatus.values())
			.filter((status) -> !status.isSettled() && status.name().equalsIgnoreCase(value))
			.findFirst()
			.orElseThrow(
					() -> new BadParameterException("status", value, "one of QUEUED, RUNNING, BACKING_OFF, ENDING"));
	}

	private static String notBlank(String parameter, String value, String allowed) {
		if (value.isBlank()) {
			throw new BadParameterException(parameter, value, allowed);
		}
		return value;
	}

	private static Duration duration(String value) {
		try {
			Duration age = DurationStyle.detectAndParse(value);
			if (!age.isNegative()) {
				return age;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Rejected below, as negative durations are
		}
		throw new BadParameterException("minAge", value, "a duration of 0 or more, such as 10s or PT10S");
	}

	/** What the items of the response are. */
	enum View {

		/** Tasks. */
		FULL,

		/** Groups of tasks with the same stack. */
		GROUPED,

		/** Open scopes. */
		SCOPES

	}

	/**
	 * The parameters of a request, {@code null} for those that are absent.
	 *
	 * @param view what is shown
	 * @param status the status of the tasks
	 * @param name the name of the tasks, with wildcards
	 * @param scope the scope of the tasks
	 * @param leaked whether the tasks are under a leak verdict
	 * @param minAge the minimum age of the tasks
	 * @param stack whether to take stacks
	 * @param limit the maximum number of items
	 * @param after the id before the first task
	 */
	record Parameters(@Nullable String view, @Nullable String status, @Nullable String name, @Nullable String scope,
			@Nullable String leaked, @Nullable String minAge, @Nullable String stack, @Nullable String limit,
			@Nullable String after) {

	}

}
