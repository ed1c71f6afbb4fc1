package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The values of a configuration, changed before anybody else sees them. */
final class ConfigDraft {

	private static final long BYTES_PER_TASK = 16 * 1024L;

	int maxLive;

	OnFull onFull;

	Duration maxWait;

	int maxNames;

	Duration defaultTimeout;

	Duration cancelGrace;

	Duration shutdownTimeout;

	Duration leakAfter;

	Duration checkInterval;

	boolean proveUnreachable;

	int recent;

	LaunchSiteMode launchSite;

	List<RecoveryHandler> recoveryHandlers;

	List<TaskListener> listeners;

	List<ContextCarrier> contextCarriers;

	Map<String, TaskSettings> taskSettings;

	ConfigDraft() {
		this.maxLive = (int) Math.min(Integer.MAX_VALUE,
				Math.max(1, Runtime.getRuntime().maxMemory() / BYTES_PER_TASK));
		this.onFull = OnFull.REJECT;
		this.maxWait = Duration.ofSeconds(1);
		this.maxNames = 200;
		this.defaultTimeout = Duration.ZERO;
		this.cancelGrace = Duration.ofSeconds(5);
		this.shutdownTimeout = Duration.ofSeconds(20);
		this.leakAfter = Duration.ofMinutes(10);
		this.checkInterval = Duration.ofSeconds(10);
		this.recent = 50;
		this.launchSite = LaunchSiteMode.CACHED;
		this.recoveryHandlers = List.of();
		this.listeners = List.of();
		this.contextCarriers = List.of();
		this.taskSettings = Map.of();
	}

	ConfigDraft(ConfigDraft other) {
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
