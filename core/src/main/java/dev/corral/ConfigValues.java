package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The values of a {@link CorralConfig}, first the defaults. A copy is changed only before
 * it becomes part of a configuration. To be used by one thread until then.
 */
final class ConfigValues {

	private static final long BYTES_PER_TASK = 16 * 1024L;

	int maxLive;

	OnFull onFull = OnFull.REJECT;

	Duration maxWait = Duration.ofSeconds(1);

	int maxNames = 200;

	Duration defaultTimeout = Duration.ZERO;

	Duration cancelGrace = Duration.ofSeconds(5);

	Duration shutdownTimeout = Duration.ofSeconds(20);

	Duration leakAfter = Duration.ofMinutes(10);

	Duration checkInterval = Duration.ofSeconds(10);

	boolean proveUnreachable;

	int recent = 50;

	LaunchSiteMode launchSite = LaunchSiteMode.CACHED;

	List<RecoveryHandler> recoveryHandlers = List.of();

	List<TaskListener> listeners = List.of();

	List<ContextCarrier> contextCarriers = List.of();

	Map<String, TaskSettings> taskSettings = Map.of();

	ConfigValues() {
		long fitting = Runtime.getRuntime().maxMemory() / BYTES_PER_TASK;
		this.maxLive = (int) Math.min(Integer.MAX_VALUE, Math.max(1, fitting));
	}

	ConfigValues(ConfigValues other) {
		this.maxLive = other.maxLive;
		this.onFull = other.onFull;
		this.maxWait = other.maxWait;
		this.maxNames = other.maxNames;
		this.defaultTimeout = other.defaultTimeout;
		this.cancelGrace = other.cancelGrace;
		this.shutdownTimeout = other.shutdownTimeout;
		this.leakAfter = other.leakAfter;
		this.checkInterval = other.checkInterval;
		this.proveUnreachable = other.proveUnreachable;
		this.recent = other.recent;
		this.launchSite = other.launchSite;
		this.recoveryHandlers = other.recoveryHandlers;
		this.listeners = other.listeners;
		this.contextCarriers = other.contextCarriers;
		this.taskSettings = other.taskSettings;
	}

}
