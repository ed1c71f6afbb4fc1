package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CheckReturnValue;

import dev.corral.internal.util.Check;

/**
 * How a launcher behaves. Immutable; start from {@link #defaults()}. Every wither throws
 * {@link IllegalArgumentException} for a value that is not allowed, naming it.
 */
@CheckReturnValue
public final class CorralConfig {

	private final ConfigDraft draft;

	private CorralConfig(ConfigDraft draft) {
		this.draft = draft;
	}

	/**
	 * One task per 16 KiB of maximum heap, launches above it rejected, waits of at most 1
	 * s where asked for, 200 names, no default timeout, a cancel grace of 5 s, a shutdown
	 * timeout of 20 s, leaks after 10 min with a look every 10 s, 50 recent panics and
	 * leaks, cached launch sites, no handlers, listeners and context carriers.
	 * @return the defaults
	 */
	public static CorralConfig defaults() {
		return new CorralConfig(new ConfigDraft());
	}

	/**
	 * Sets how many tasks may be queued or live at once.
	 * @param value a number, zero for no limit
	 * @return the new configuration
	 */
	public CorralConfig withMaxLive(int value) {
		int checked = Check.notNegative("maxLive", value);
		return with((draft) -> draft.maxLive = checked);
	}

	/**
	 * Sets what a launch does when a limit is reached.
	 * @param value what to do
	 * @return the new configuration
	 */
	public CorralConfig withOnFull(OnFull value) {
		OnFull checked = Check.notNull("onFull", value);
		return with((draft) -> draft.onFull = checked);
	}

	/**
	 * Sets how long a launch waits for a slot, under {@link OnFull#WAIT}.
	 * @param value a duration, zero to reject at once
	 * @return the new configuration
	 */
	public CorralConfig withMaxWait(Duration value) {
		Duration checked = Check.notNegative("maxWait", value);
		return with((draft) -> draft.maxWait = checked);
	}

	/**
	 * Sets how many task names have books of their own; later names share {@code other}.
	 * @param value a positive number
	 * @return the new configuration
	 */
	public CorralConfig withMaxNames(int value) {
		int checked = Check.positive("maxNames", value);
		return with((draft) -> draft.maxNames = checked);
	}

	/**
	 * Sets the timeout of tasks that name none.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withDefaultTimeout(Duration value) {
		Duration checked = Check.notNegative("defaultTimeout", value);
		return with((draft) -> draft.defaultTimeout = checked);
	}

	/**
	 * Sets how long a cancelled task may take to let go before it is overdue.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withCancelGrace(Duration value) {
		Duration checked = Check.notNegative("cancelGrace", value);
		return with((draft) -> draft.cancelGrace = checked);
	}

	/**
	 * Sets how long {@link Corral#close()} lets tasks end by themselves.
	 * @param value a duration, zero to cancel at once
	 * @return the new configuration
	 */
	public CorralConfig withShutdownTimeout(Duration value) {
		Duration checked = Check.notNegative("shutdownTimeout", value);
		return with((draft) -> draft.shutdownTimeout = checked);
	}

	/**
	 * Sets the age from which a task is watched for leaks.
	 * @param value a positive duration
	 * @return the new configuration
	 */
	public CorralConfig withLeakAfter(Duration value) {
		Duration checked = Check.positive("leakAfter", value);
		return with((draft) -> draft.leakAfter = checked);
	}

	/**
	 * Sets the time between two looks of the watcher.
	 * @param value a positive duration
	 * @return the new configuration
	 */
	public CorralConfig withCheckInterval(Duration value) {
		Duration checked = Check.positive("checkInterval", value);
		return with((draft) -> draft.checkInterval = checked);
	}

	/**
	 * Sets whether the garbage collector is asked to prove that tasks are blocked for
	 * ever. Needs {@code -Djdk.trackAllThreads=false}, else it stays off with one line in
	 * the log. Such a task is collected: its {@code finally} blocks never run.
	 * @param value whether to
	 * @return the new configuration
	 */
	public CorralConfig withProveUnreachable(boolean value) {
		return with((draft) -> draft.proveUnreachable = value);
	}

	/**
	 * Sets how many recent panics, and how many recent leaks, are remembered.
	 * @param value a number, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withRecent(int value) {
		int checked = Check.notNegative("recent", value);
		return with((draft) -> draft.recent = checked);
	}

	/**
	 * Sets how the place of a launch is found.
	 * @param value the mode
	 * @return the new configuration
	 */
	public CorralConfig withLaunchSite(LaunchSiteMode value) {
		LaunchSiteMode checked = Check.notNull("launchSite", value);
		return with((draft) -> draft.launchSite = checked);
	}

	/**
	 * Sets who is told of panics, in this order.
	 * @param value the handlers
	 * @return the new configuration
	 */
	public CorralConfig withRecoveryHandlers(List<RecoveryHandler> value) {
		List<RecoveryHandler> checked = Check.list("recoveryHandlers", value);
		return with((draft) -> draft.recoveryHandlers = checked);
	}

	/**
	 * Sets who hears what happens to tasks, in this order.
	 * @param value the listeners
	 * @return the new configuration
	 */
	public CorralConfig withListeners(List<TaskListener> value) {
		List<TaskListener> checked = Check.list("listeners", value);
		return with((draft) -> draft.listeners = checked);
	}

	/**
	 * Sets what is taken from the launching thread to the task's, in this order.
	 * @param value the carriers
	 * @return the new configuration
	 */
	public CorralConfig withContextCarriers(List<ContextCarrier> value) {
		List<ContextCarrier> checked = Check.list("contextCarriers", value);
		return with((draft) -> draft.contextCarriers = checked);
	}

	/**
	 * Sets what is said about tasks by name, which beats what code says.
	 * @param value settings by task name
	 * @return the new configuration
	 */
	public CorralConfig withTaskSettings(Map<String, TaskSettings> value) {
		Map<String, TaskSettings> checked = Check.byName("taskSettings", value);
		return with((draft) -> draft.taskSettings = checked);
	}

	/**
	 * How many tasks may be queued or live at once.
	 * @return a number, zero for no limit
	 */
	public int maxLive() {
		return this.draft.maxLive;
	}

	/**
	 * What a launch does when a limit is reached.
	 * @return what it does
	 */
	public OnFull onFull() {
		return this.draft.onFull;
	}

	/**
	 * How long a launch waits for a slot, under {@link OnFull#WAIT}.
	 * @return a duration, zero to reject at once
	 */
	public Duration maxWait() {
		return this.draft.maxWait;
	}

	/**
	 * How many task names have books of their own; later names share {@code other}.
	 * @return a positive number
	 */
	public int maxNames() {
		return this.draft.maxNames;
	}

	/**
	 * The timeout of tasks that name none.
	 * @return a duration, zero for none
	 */
	public Duration defaultTimeout() {
		return this.draft.defaultTimeout;
	}

	/**
	 * How long a cancelled task may take to let go before it is overdue.
	 * @return a duration, zero for none
	 */
	public Duration cancelGrace() {
		return this.draft.cancelGrace;
	}

	/**
	 * How long {@link Corral#close()} lets tasks end by themselves.
	 * @return a duration, zero to cancel at once
	 */
	public Duration shutdownTimeout() {
		return this.draft.shutdownTimeout;
	}

	/**
	 * The age from which a task is watched for leaks.
	 * @return a positive duration
	 */
	public Duration leakAfter() {
		return this.draft.leakAfter;
	}

	/**
	 * The time between two looks of the watcher.
	 * @return a positive duration
	 */
	public Duration checkInterval() {
		return this.draft.checkInterval;
	}

	/**
	 * Whether proofs were asked for.
	 * @return whether
	 */
	public boolean proveUnreachable() {
		return this.draft.proveUnreachable;
	}

	/**
	 * How many recent panics, and how many recent leaks, are remembered.
	 * @return a number, zero for none
	 */
	public int recent() {
		return this.draft.recent;
	}

	/**
	 * How the place of a launch is found.
	 * @return the mode
	 */
	public LaunchSiteMode launchSite() {
		return this.draft.launchSite;
	}

	/**
	 * Who is told of panics, in this order.
	 * @return the handlers
	 */
	public List<RecoveryHandler> recoveryHandlers() {
		return this.draft.recoveryHandlers;
	}

	/**
	 * Who hears what happens to tasks, in this order.
	 * @return the listeners
	 */
	public List<TaskListener> listeners() {
		return this.draft.listeners;
	}

	/**
	 * What is taken from the launching thread to the task's, in this order.
	 * @return the carriers
	 */
	public List<ContextCarrier> contextCarriers() {
		return this.draft.contextCarriers;
	}

	/**
	 * What is said about tasks by name, which beats what code says.
	 * @return settings by task name
	 */
	public Map<String, TaskSettings> taskSettings() {
		return this.draft.taskSettings;
	}

	private CorralConfig with(Consumer<ConfigDraft> change) {
		ConfigDraft changed = new ConfigDraft(this.draft);
		change.accept(changed);
		return new CorralConfig(changed);
	}

}
