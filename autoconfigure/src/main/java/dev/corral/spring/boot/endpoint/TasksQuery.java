package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
 * @param scope the scope they are at or below, by id or by path
 * @param limit how many tasks, groups or scopes at most
 */
record TasksQuery(View view, TaskFilter filter, @Nullable String scope, long limit) {

	private static final int DEFAULT_LIMIT = 500;

	private static final int MAX_LIMIT = 10_000;

	private static final String ALL = "all";

	// Throws a BadParameterException for what cannot be understood
	static TasksQuery parse(Parameters given) {
		View view = view(given.view());
		if (view == View.SCOPES) {
			refuseForScopes(given);
		}
		long limit = limit(given.limit());
		TaskFilter filter = TaskFilter.all().withStacks(bool("stack", given.stack(), true));
		if (given.after() == null && limit != Long.MAX_VALUE) {
			filter = filter.withLeakedFirst();
		}
		if (given.after() != null) {
			filter = filter.withAfter(number("after", given.after(), "a task id"));
		}
		if (given.status() != null) {
			filter = filter.withStatus(status(given.status()));
		}
		if (given.name() != null) {
			filter = filter.withName(notEmpty("name", given.name(), "a task name, in which * stands for anything"));
		}
		if (given.scope() != null) {
			filter = scope(filter, notEmpty("scope", given.scope(), "a scope id or a path such as root/checkout"));
		}
		if (given.leaked() != null) {
			filter = filter.withLeaked(bool("leaked", given.leaked(), false));
		}
		if (given.minAge() != null) {
			filter = filter.withMinAge(duration(given.minAge()));
		}
		return new TasksQuery(view, filter, given.scope(), limit);
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

	// What speaks of tasks would be ignored, and the answer taken for what it is not
	private static void refuseForScopes(Parameters given) {
		refuse("status", given.status());
		refuse("name", given.name());
		refuse("leaked", given.leaked());
		refuse("minAge", given.minAge());
		refuse("after", given.after());
	}

	private static void refuse(String parameter, @Nullable String value) {
		if (value != null) {
			throw new BadParameterException(parameter, value, "absent with view=scopes");
		}
	}

	// The open scopes at or below the one that is asked for
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
		if (isId(value)) {
			return filter.withScope(number("scope", value, "a scope id or a path such as root/checkout"));
		}
		return filter.withScope(value);
	}

	private static boolean isId(String scope) {
		return scope.chars().allMatch((unit) -> unit >= '0' && unit <= '9');
	}

	private static long limit(@Nullable String value) {
		if (value == null) {
			return DEFAULT_LIMIT;
		}
		if (value.equals(ALL)) {
			return Long.MAX_VALUE;
		}
		String allowed = "a number from 1 to " + MAX_LIMIT + ", or " + ALL;
		long limit = number("limit", value, allowed);
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new BadParameterException("limit", value, allowed);
		}
		return limit;
	}

	static int upTo(String parameter, @Nullable String value, int most, int otherwise) {
		if (value == null) {
			return otherwise;
		}
		String allowed = "a number from 0 to " + most;
		long number = number(parameter, value, allowed);
		if (number > most) {
			throw new BadParameterException(parameter, value, allowed);
		}
		return (int) number;
	}

	private static long number(String parameter, String value, String allowed) {
		try {
			if (isId(value)) {
				return Long.parseLong(value);
			}
		}
		catch (NumberFormatException ex) {
			// Empty, or too large: refused below
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

	private static String notEmpty(String parameter, String value, String allowed) {
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
			// Refused below with negative ones
		}
		throw new BadParameterException("minAge", value, "a duration of 0 or more, such as 10s or PT10S");
	}

	/** What the answer is a list of. */
	enum View {

		/** Tasks. */
		FULL,

		/** Tasks at the same place. */
		GROUPED,

		/** Open scopes. */
		SCOPES

	}

	/**
	 * The parameters as they came, {@code null} for those that did not.
	 *
	 * @param view what is shown
	 * @param status which status
	 * @param name which name
	 * @param scope which scope
	 * @param leaked whether under a verdict
	 * @param minAge how old at least
	 * @param stack whether with stacks
	 * @param limit how many at most
	 * @param after from which id on
	 */
	record Parameters(@Nullable String view, @Nullable String status, @Nullable String name, @Nullable String scope,
			@Nullable String leaked, @Nullable String minAge, @Nullable String stack, @Nullable String limit,
			@Nullable String after) {

	}

}
