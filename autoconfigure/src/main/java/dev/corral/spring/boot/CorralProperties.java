package dev.corral.spring.boot;

import java.time.Duration;
import java.util.List;
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
 * or 'caller-waits', which runs the task above the limit while the caller waits for it.
 * @param maxWait How long a launch waits for a slot at most, with 'wait'.
 * @param maxNames How many task names have counters of their own. Further names are
 * counted together, as 'other'.
 * @param defaultTimeout Timeout of tasks that set none; zero for no timeout.
 * @param cancelGrace How long a task may keep running after it was cancelled before it is
 * overdue.
 * @param shutdownTimeout How long closing waits for tasks before it cancels them;
 * long-running ones are cancelled at once.
 * @param recent How many recent panics, and how many recent leaks, are kept.
 * @param launchSite How the code that launches a task is found: 'cached' per body class
 * and name, or 'exact' at every launch.
 * @param leak Detection of leaked tasks.
 * @param metrics Meters about tasks.
 * @param tasks Settings by task name. They take precedence over settings in code.
 */
@ConfigurationProperties("corral")
public record CorralProperties(@Nullable Integer maxLive, @DefaultValue("reject") OnFull onFull,
		@DefaultValue("1s") Duration maxWait, @DefaultValue("200") int maxNames,
		@DefaultValue("0s") Duration defaultTimeout, @DefaultValue("5s") Duration cancelGrace,
		@DefaultValue("20s") Duration shutdownTimeout, @DefaultValue("50") int recent,
		@DefaultValue("cached") LaunchSiteMode launchSite, @DefaultValue Leak leak, @DefaultValue Metrics metrics,
		@DefaultValue Map<String, NamedTask> tasks) {

	/**
	 * Detection of leaked tasks.
	 *
	 * @param after Age from which a task is watched for leaks.
	 * @param checkInterval Time between two checks of the tasks past that age.
	 * @param proveUnreachable Whether the garbage collector is used to prove that tasks
	 * are blocked for ever. Sets the system property jdk.trackAllThreads to false.
	 */
	public record Leak(@DefaultValue("10m") Duration after, @DefaultValue("10s") Duration checkInterval,
			@DefaultValue("false") boolean proveUnreachable) {

	}

	/**
	 * Meters about tasks.
	 *
	 * @param enabled Whether meters are published.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Settings of one task name.
	 *
	 * @param timeout Timeout of such a task; zero for no timeout.
	 * @param leakAfter Age from which such a task is watched for leaks.
	 * @param longRunning Whether such a task is meant to run for long: it is not watched
	 * for leaks, and cancelled at once when the application stops.
	 * @param maxLive How many such tasks may be queued or live at once; zero for no
	 * limit.
	 * @param expects Classes of failures that are no panics of such a task; their
	 * subclasses count, too.
	 * @param restart Whether such a task is run again when it panics.
	 */
	public record NamedTask(@Nullable Duration timeout, @Nullable Duration leakAfter, @Nullable Boolean longRunning,
			@Nullable Integer maxLive, @Nullable List<Class<? extends Throwable>> expects, @Nullable Restart restart) {

	}

	/**
	 * Restarts of a task that panics.
	 *
	 * @param max How many restarts there may be within the period; zero for none.
	 * @param forever Whether such a task is restarted without limit; instead of a
	 * maximum.
	 * @param within Period in which restarts are counted. Not used without limit.
	 * @param minBackoff Wait before the first restart in the period. Default when only
	 * the maximum is set: 100 ms, or the maximum if that is less.
	 * @param maxBackoff Maximum wait before a restart. Default when only the minimum is
	 * set: 10 s, or the minimum if that is more.
	 * @param fixedDelay Wait before each restart; instead of a backoff.
	 * @param attemptTimeout How long each attempt may run. Default: no limit of its own.
	 */
	public record Restart(@Nullable Integer max, @DefaultValue("false") boolean forever,
			@DefaultValue("1m") Duration within, @Nullable Duration minBackoff, @Nullable Duration maxBackoff,
			@Nullable Duration fixedDelay, @Nullable Duration attemptTimeout) {

	}

}
