package dev.corral.internal.engine;

import java.util.Set;

import dev.corral.LateValueBody;
import dev.corral.LaunchSiteMode;
import dev.corral.internal.context.WrappedBody;
import dev.corral.internal.registry.CachedOrigin;
import dev.corral.internal.registry.CachedOrigins;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.NameStats;
import dev.corral.monitor.LaunchSite;

/**
 * Finds who launched a body. The walk up the stack is remembered per body class and name:
 * the class of a lambda is its source place. Thread-safe.
 */
public final class LaunchSites {

	private static final StackWalker WALKER = StackWalker.getInstance(Set.of(StackWalker.Option.SHOW_HIDDEN_FRAMES),
			32);

	/** The packages whose frames can be between a launch and its caller. */
	private static final String ENGINE = "dev.corral.internal.engine.";

	private static final String SCOPE = "dev.corral.internal.scope.";

	private final LaunchSiteMode mode;

	private final CachedOrigins origins = new CachedOrigins();

	/**
	 * Makes what finds the launch sites of a launcher.
	 * @param mode whether to walk at every launch
	 */
	LaunchSites(LaunchSiteMode mode) {
		this.mode = mode;
	}

	/**
	 * Where a task comes from.
	 * @param body what is launched
	 * @param name the task's name
	 * @param stats the statistics of the name
	 * @return name and place
	 */
	LaunchOrigin of(Object body, String name, NameStats stats) {
		if (this.mode == LaunchSiteMode.EXACT) {
			return new LaunchOrigin(name, walk());
		}
		CachedOrigin last = stats.lastOrigin();
		Class<?> type = body.getClass();
		if (last != null && last.isOf(type, name)) {
			return last.origin();
		}
		LaunchOrigin origin = find(body, name, stats.name());
		if (!isShared(type.getName()) && !(body instanceof WrappedBody) && !(body instanceof LateValueBody)) {
			stats.lastOrigin(new CachedOrigin(type, origin));
		}
		return origin;
	}

	private LaunchOrigin find(Object body, String name, String knownName) {
		Class<?> place = wrapped(body).getClass();
		CachedOrigin known = this.origins.find(place, knownName);
		LaunchOrigin origin = (known != null) ? known.origin() : remember(place, knownName);
		return name.equals(knownName) ? origin : new LaunchOrigin(name, origin.site());
	}

	// Not for classes that many places share, such as the JDK's own
	private LaunchOrigin remember(Class<?> place, String knownName) {
		LaunchOrigin origin = new LaunchOrigin(knownName, walk());
		if (!isShared(place.getName())) {
			this.origins.add(place, new CachedOrigin(place, origin));
		}
		return origin;
	}

	private static Object wrapped(Object body) {
		return switch (body) {
			case WrappedBody ours -> wrapped(ours.wrapped());
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

}
