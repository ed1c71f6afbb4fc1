package dev.corral.internal.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.corral.LateValueBody;
import dev.corral.LaunchSiteMode;
import dev.corral.internal.registry.CachedOrigin;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.NameStats;
import dev.corral.monitor.LaunchSite;

/**
 * Finds who launched a body. The walk up the stack is remembered per body class and name:
 * the class of a lambda is its source place.
 */
public final class LaunchSites {

	private static final StackWalker WALKER = StackWalker.getInstance(Set.of(StackWalker.Option.SHOW_HIDDEN_FRAMES),
			32);

	private static final ClassValue<Map<String, LaunchOrigin>> ORIGINS = new ClassValue<>() {
		@Override
		protected Map<String, LaunchOrigin> computeValue(Class<?> type) {
			return isShared(type.getName()) ? NO_PLACE : new ConcurrentHashMap<>(2);
		}
	};

	/** For classes that many places share, such as the JDK's own. */
	private static final Map<String, LaunchOrigin> NO_PLACE = Map.of();

	/** The packages whose frames can be between a launch and its caller. */
	private static final String ENGINE = "dev.corral.internal.engine.";

	private static final String SCOPE = "dev.corral.internal.scope.";

	private static final int MAX_NAMES_PER_CLASS = 256;

	private LaunchSites() {
	}

	/**
	 * Where a task comes from.
	 * @param body what is launched
	 * @param name the task's name
	 * @param stats the statistics of the name
	 * @param mode whether to walk at every launch
	 * @return name and place
	 */
	static LaunchOrigin of(Object body, String name, NameStats stats, LaunchSiteMode mode) {
		if (mode == LaunchSiteMode.EXACT) {
			return new LaunchOrigin(name, walk());
		}
		CachedOrigin last = stats.lastOrigin();
		Class<?> type = body.getClass();
		if (last != null && last.isOf(type, name)) {
			return last.origin();
		}
		LaunchOrigin origin = find(body, name, stats.name());
		if (!isShared(type.getName()) && !(body instanceof Wrapper) && !(body instanceof LateValueBody)) {
			stats.lastOrigin(new CachedOrigin(type, origin));
		}
		return origin;
	}

	private static LaunchOrigin find(Object body, String name, String knownName) {
		Map<String, LaunchOrigin> origins = ORIGINS.get(placeOf(body));
		LaunchOrigin origin = origins.get(knownName);
		if (origin == null) {
			origin = remember(origins, knownName);
		}
		return name.equals(knownName) ? origin : new LaunchOrigin(name, origin.site());
	}

	@SuppressWarnings("ReferenceEquality")
	private static LaunchOrigin remember(Map<String, LaunchOrigin> origins, String knownName) {
		LaunchOrigin origin = new LaunchOrigin(knownName, walk());
		if (origins != NO_PLACE && origins.size() < MAX_NAMES_PER_CLASS) {
			origins.putIfAbsent(knownName, origin);
		}
		return origin;
	}

	private static Class<?> placeOf(Object body) {
		return wrapped(body).getClass();
	}

	private static Object wrapped(Object body) {
		return switch (body) {
			case Wrapper wrapper -> wrapper.wrapped();
			case LateValueBody<?> handled -> handled.body();
			default -> body;
		};
	}

	private static LaunchSite walk() {
		return WALKER.walk((frames) -> frames.filter((frame) -> isOutside(frame.getClassName()))
			.findFirst()
			.map((frame) -> new LaunchSite(frame.getClassName(), frame.getMethodName(),
					(frame.getFileName() != null) ? frame.getFileName() : "", frame.getLineNumber()))
			.orElse(LaunchSite.UNKNOWN));
	}

	private static boolean isOutside(String name) {
		return !name.startsWith(ENGINE) && !name.startsWith(SCOPE) && !isShared(name) && !name.contains("$$");
	}

	// Code that others call from many places
	private static boolean isShared(String name) {
		return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("org.springframework.");
	}

	/**
	 * A body of ours around one of the user, whose class is used to find the launch site.
	 */
	interface Wrapper {

		Object wrapped();

	}

}
