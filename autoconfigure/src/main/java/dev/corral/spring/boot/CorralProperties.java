package dev.corral.spring.boot;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.corral.LaunchSiteMode;
import dev.corral.OnFull;

/**
 * Configuration properties of the launcher.
 *
 * @param maxLive How many tasks may be queued or live at once. Default: one per 16 KiB of
 * maximum heap.
 * @param onFull What a launch does when a limit is reached: 'reject', 'wait' for a slot,
 * or 'caller-waits' for the task, which then runs above the limit.
 * @param maxWait How long a launch waits for a slot at most, with 'wait'.
 * @param maxNames How many task names have statistics of their own; later names share
 * 'other'.
 * @param defaultTimeout How long a task may run that names no timeout; zero for no limit.
 * @param cancelGrace How long a cancelled task may take to let go before it is overdue.
 * @param shutdownTimeout How long closing lets tasks end by themselves before it cancels
 * them.
 * @param recent How many recent panics, and how many recent leaks, are remembered.
 * @param launchSite How the place of a launch is found: 'cached' per body class and name,
 * or 'exact' at every launch.
 * @param leak When a task is suspected of a leak.
 * @param metrics What is published about tasks.
 * @param tasks Settings by task name, which beat what code says.
 */
@ConfigurationProperties("corral")
public record CorralProperties(@Nullable Integer maxLive, @DefaultValue("reject") OnFull onFull,
		@DefaultValue("1s") Duration maxWait, @DefaultValue("200") int maxNames,
		@DefaultValue("0s") Duration defaultTimeout, @DefaultValue("5s") Duration cancelGrace,
		@DefaultValue("20s") Duration shutdownTimeout, @DefaultValue("50") int recent,
		@DefaultValue("cached") LaunchSiteMode launchSite, @DefaultValue Leak leak, @DefaultValue Metrics metrics,
		@DefaultValue Map<String, NamedTask> tasks) {

	/**
	 * When a task is suspected of a leak.
	 *
	 * @param after Age from which a task is watched for leaks.
	 * @param checkInterval Time between two looks at the tasks past that age.
	 * @param proveUnreachable Whether the garbage collector is asked to prove that tasks
	 * are blocked for ever. Sets the system property jdk.trackAllThreads to false.
	 */
	public record Leak(@DefaultValue("10m") Duration after, @DefaultValue("10s") Duration checkInterval,
			@DefaultValue("false") boolean proveUnreachable) {

	}

	/**
	 * What is published about tasks.
	 *
	 * @param enabled Whether meters are published.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Settings of one task name.
	 *
	 * @param timeout How long such a task may run; zero for no limit.
	 * @param leakAfter Age from which such a task is watched for leaks.
	 * @param longRunning Whether such a task is meant to live long and is no suspect.
	 * @param maxLive How many such tasks may be queued or live at once; zero for no
	 * limit.
	 * @param restart Whether such a task is run again when it panics.
	 */
	public record NamedTask(@Nullable Duration timeout, @Nullable Duration leakAfter, @Nullable Boolean longRunning,
			@Nullable Integer maxLive, @Nullable Restart restart) {

	}

	/**
	 * When a task that panics is run again.
	 *
	 * @param max How many restarts there may be within the period; zero for none.
	 * @param within Period in which restarts are counted.
	 * @param minBackoff Wait before the first restart in the period; 100 ms when only the
	 * longest is given, or the longest if that is less.
	 * @param maxBackoff Longest wait before a restart; 10 s when only the shortest is
	 * given, or the shortest if that is more.
	 */
	public record Restart(@Nullable Integer max, @DefaultValue("1m") Duration within, @Nullable Duration minBackoff,
			@Nullable Duration maxBackoff) {

	}

}
