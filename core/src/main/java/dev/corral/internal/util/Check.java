package dev.corral.internal.util;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Printable;

/**
 * Checks arguments. Each method returns the checked value, or throws
 * {@link IllegalArgumentException} naming the parameter and the value.
 */
public final class Check {

	/** The maximum length of the path of a scope, in characters. */
	public static final int MAX_PATH = 2048;

	private static final int MAX_NAME = 256;

	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

	private Check() {
	}

	public static <T> T notNull(String parameter, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("'" + parameter + "' must not be null");
		}
		return value;
	}

	public static <T> List<T> list(String parameter, @Nullable List<? extends T> value) {
		List<? extends T> list = notNull(parameter, value);
		if (list.stream().anyMatch(Objects::isNull)) {
			throw new IllegalArgumentException("'" + parameter + "' must not contain null");
		}
		return List.copyOf(list);
	}

	public static <V> Map<String, V> byName(String parameter, @Nullable Map<String, V> value) {
		Map<String, V> map = notNull(parameter, value);
		map.forEach((name, item) -> {
			name(name);
			notNull(parameter + "[" + Printable.of(name) + "]", item);
		});
		return Map.copyOf(map);
	}

	public static String name(@Nullable String name) {
		if (name == null || name.isBlank()) {
			String shown = (name != null) ? '"' + Printable.of(Printable.cut(name, 100)) + '"' : "null";
			throw new IllegalArgumentException("'name' must not be null or blank, but was " + shown);
		}
		return Printable.cut(name, MAX_NAME);
	}

	// Also of a raw class
	public static Class<? extends Throwable> throwableType(String parameter, @Nullable Class<?> value) {
		Class<?> type = notNull(parameter, value);
		if (!Throwable.class.isAssignableFrom(type)) {
			throw new IllegalArgumentException(
					"'" + parameter + "' must be a class of throwables, but was " + Printable.of(type.getName()));
		}
		return type.asSubclass(Throwable.class);
	}

	public static Duration positive(String parameter, @Nullable Duration value) {
		Duration duration = notNegative(parameter, value);
		if (duration.isZero()) {
			throw new IllegalArgumentException("'" + parameter + "' must be positive, but was PT0S");
		}
		return duration;
	}

	public static Duration notNegative(String parameter, @Nullable Duration value) {
		Duration duration = notNull(parameter, value);
		if (duration.isNegative()) {
			throw new IllegalArgumentException("'" + parameter + "' must not be negative, but was " + duration);
		}
		return (duration.compareTo(LONGEST) > 0) ? LONGEST : duration;
	}

	public static int notNegative(String parameter, int value) {
		if (value < 0) {
			throw new IllegalArgumentException("'" + parameter + "' must not be negative, but was " + value);
		}
		return value;
	}

	public static int positive(String parameter, int value) {
		if (value <= 0) {
			throw new IllegalArgumentException("'" + parameter + "' must be positive, but was " + value);
		}
		return value;
	}

}
