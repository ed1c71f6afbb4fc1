package dev.corral.spring.boot;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.TaskSettings;

/** Turns properties into the launcher's configuration; a bad value names its property. */
final class PropertiesToConfig {

	private PropertiesToConfig() {
	}

	static CorralConfig map(CorralProperties properties) {
		CorralConfig config = CorralConfig.defaults();
		config = set("max-live", properties.maxLive(), config, CorralConfig::withMaxLive);
		config = set("max-names", properties.maxNames(), config, CorralConfig::withMaxNames);
		config = set("default-timeout", properties.defaultTimeout(), config, CorralConfig::withDefaultTimeout);
		config = set("cancel-grace", properties.cancelGrace(), config, CorralConfig::withCancelGrace);
		config = set("shutdown-timeout", properties.shutdownTimeout(), config, CorralConfig::withShutdownTimeout);
		config = set("recent", properties.recent(), config, CorralConfig::withRecent);
		config = set("launch-site", properties.launchSite(), config, CorralConfig::withLaunchSite);
		config = set("leak.after", properties.leak().after(), config, CorralConfig::withLeakAfter);
		config = set("leak.check-interval", properties.leak().checkInterval(), config, CorralConfig::withCheckInterval);
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
		return set(prefix + "long-running", task.longRunning(), settings, TaskSettings::withLongRunning);
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
