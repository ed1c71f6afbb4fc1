package dev.corral.spring.boot;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.RestartPolicy;
import dev.corral.TaskSettings;

/**
 * Converts properties into the launcher's configuration. A value that is not allowed is
 * reported with the name of its property.
 */
final class PropertiesToConfig {

	private static final Duration DEFAULT_PERIOD = Duration.ofMinutes(1);

	private static final Duration MIN_BACKOFF = Duration.ofMillis(100);

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

	private PropertiesToConfig() {
	}

	static CorralConfig map(CorralProperties properties) {
		CorralConfig config = CorralConfig.defaults();
		config = set("max-live", properties.maxLive(), config, CorralConfig::withMaxLive);
		config = set("on-full", properties.onFull(), config, CorralConfig::withOnFull);
		config = set("max-wait", properties.maxWait(), config, CorralConfig::withMaxWait);
		config = set("max-names", properties.maxNames(), config, CorralConfig::withMaxNames);
		config = set("default-timeout", properties.defaultTimeout(), config, CorralConfig::withDefaultTimeout);
		config = set("cancel-grace", properties.cancelGrace(), config, CorralConfig::withCancelGrace);
		config = set("shutdown-timeout", properties.shutdownTimeout(), config, CorralConfig::withShutdownTimeout);
		config = set("recent", properties.recent(), config, CorralConfig::withRecent);
		config = set("launch-site", properties.launchSite(), config, CorralConfig::withLaunchSite);
		config = set("leak.after", properties.leak().after(), config, CorralConfig::withLeakAfter);
		config = set("leak.check-interval", properties.leak().checkInterval(), config, CorralConfig::withCheckInterval);
		config = set("leak.prove-unreachable", properties.leak().proveUnreachable(), config,
				CorralConfig::withProveUnreachable);
		return set("tasks", settings(properties.tasks(), properties.maxNames()), config,
				CorralConfig::withTaskSettings);
	}

	private static Map<String, TaskSettings> settings(Map<String, CorralProperties.NamedTask> tasks, int maxNames) {
		if (tasks.size() > maxNames) {
			throw new InvalidPropertyException("corral.tasks", tasks.keySet(), new IllegalArgumentException(
					"at most " + maxNames + " names are allowed (property corral.max-names)"));
		}
		Map<String, TaskSettings> settings = new HashMap<>();
		tasks.forEach((name, task) -> settings.put(name, settings("tasks." + name + ".", task)));
		return settings;
	}

	private static TaskSettings settings(String prefix, CorralProperties.NamedTask task) {
		@Nullable Duration timeout = task.timeout();
		TaskSettings settings = TaskSettings.none();
		settings = set(prefix + "timeout", timeout, settings, TaskSettings::withTimeout);
		settings = set(prefix + "leak-after", task.leakAfter(), settings, TaskSettings::withLeakAfter);
		settings = set(prefix + "long-running", task.longRunning(), settings, TaskSettings::withLongRunning);
		settings = set(prefix + "max-live", task.maxLive(), settings, TaskSettings::withMaxLive);
		settings = set(prefix + "expects", task.expects(), settings, TaskSettings::withExpected);
		CorralProperties.Restart restart = task.restart();
		return (restart != null) ? settings.withRestart(policy(prefix + "restart.", restart)) : settings;
	}

	private static RestartPolicy policy(String prefix, CorralProperties.Restart restart) {
		RestartPolicy policy = restart.forever() ? forever(prefix, restart) : limited(prefix, restart);
		if (policy.max() == 0) {
			return policy;
		}
		policy = set(prefix + "attempt-timeout", restart.attemptTimeout(), policy, RestartPolicy::attemptTimeout);
		Duration delay = restart.fixedDelay();
		if (delay == null) {
			return backoff(prefix, policy, restart.minBackoff(), restart.maxBackoff());
		}
		if (restart.minBackoff() != null || restart.maxBackoff() != null) {
			throw invalid(prefix + "fixed-delay", delay,
					"it replaces min-backoff and max-backoff; set either it or these, but not both");
		}
		return set(prefix + "fixed-delay", delay, policy, RestartPolicy::fixedDelay);
	}

	private static RestartPolicy forever(String prefix, CorralProperties.Restart restart) {
		Integer max = restart.max();
		if (max != null) {
			throw invalid(prefix + "max", max, "it must not be set together with forever=true, which has no limit");
		}
		return RestartPolicy.forever();
	}

	private static RestartPolicy limited(String prefix, CorralProperties.Restart restart) {
		Integer max = restart.max();
		if (max == null) {
			throw invalid(prefix + "max", null, "the other properties of its group need it, from 1 to 1000, "
					+ "or 0 for no restarts; without a limit, set forever=true");
		}
		if (max == 0) {
			return RestartPolicy.never();
		}
		RestartPolicy policy = set(prefix + "max", max, RestartPolicy.never(),
				(never, value) -> RestartPolicy.onPanic(value, DEFAULT_PERIOD));
		return set(prefix + "within", restart.within(), policy, (any, value) -> RestartPolicy.onPanic(max, value));
	}

	private static InvalidPropertyException invalid(String property, @Nullable Object value, String message) {
		return new InvalidPropertyException("corral." + property, value, new IllegalArgumentException(message));
	}

	private static RestartPolicy backoff(String prefix, RestartPolicy policy, @Nullable Duration min,
			@Nullable Duration max) {
		if (min == null && max == null) {
			return policy;
		}
		Duration longest = (max != null) ? max : Collections.max(List.of(MAX_BACKOFF, min));
		Duration shortest = (min != null) ? min : Collections.min(List.of(MIN_BACKOFF, longest));
		RestartPolicy bounded = set(prefix + "max-backoff", longest, policy,
				(unbounded, value) -> unbounded.backoff(value, value));
		return set(prefix + "min-backoff", shortest, bounded, (above, value) -> above.backoff(value, longest));
	}

	private static <C, V> C set(String property, @Nullable V value, C config, BiFunction<C, V, C> wither) {
		if (value == null) {
			return config;
		}
		try {
			return wither.apply(config, value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException("corral." + property, value, ex);
		}
	}

}
