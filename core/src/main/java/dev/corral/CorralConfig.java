package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CheckReturnValue;

import dev.corral.internal.util.Check;

/**
 * How a launcher behaves. Immutable and thread-safe; start from {@link #defaults()}.
 * <p>
 * Each setting has a method {@code with…} that returns a changed copy, where the setting
 * is described, and a method of its own name that returns its value. Values are never
 * {@code null}; lists and maps are unmodifiable, but for a {@link CallbackList}, which is
 * kept as it is. A duration longer than 73 years counts as 73 years. Every {@code with…}
 * method throws {@link IllegalArgumentException}, naming the setting, for a value that is
 * {@code null} or out of range.
 */
@CheckReturnValue
public final class CorralConfig {

	/*-
	 * The values are not changed any more when they are assigned to the final field. So a
	 * configuration may be handed to other threads without synchronisation.
	 */

	private final ConfigValues values;

	private CorralConfig(ConfigValues values) {
		this.values = values;
	}

	/**
	 * One task per 16 KiB of maximum heap, launches above it rejected, waits of at most 1
	 * s where asked for, 200 names, no default timeout, a cancel grace of 5 s, a shutdown
	 * timeout of 20 s, leaks after 10 min with a look every 10 s, 50 recent panics and
	 * leaks, cached launch sites, no handlers, listeners and context carriers.
	 * @return the defaults
	 */
	public static CorralConfig defaults() {
		return new CorralConfig(new ConfigValues());
	}

	/**
	 * Sets how many tasks may be queued or live at once.
	 * @param value a number, zero for no limit
	 * @return the new configuration
	 */
	public CorralConfig withMaxLive(int value) {
		return with((copy) -> copy.maxLive = Check.notNegative("maxLive", value));
	}

	/**
	 * Sets what a launch does when a limit is reached.
	 * @param value what to do
	 * @return the new configuration
	 */
	public CorralConfig withOnFull(OnFull value) {
		return with((copy) -> copy.onFull = Check.notNull("onFull", value));
	}

	/**
	 * Sets how long a launch waits for a slot, under {@link OnFull#WAIT}.
	 * @param value a duration, zero to reject at once
	 * @return the new configuration
	 */
	public CorralConfig withMaxWait(Duration value) {
		return with((copy) -> copy.maxWait = Check.notNegative("maxWait", value));
	}

	/**
	 * Sets how many task names have counters of their own; later names share
	 * {@code other}.
	 * @param value a positive number
	 * @return the new configuration
	 */
	public CorralConfig withMaxNames(int value) {
		return with((copy) -> copy.maxNames = Check.positive("maxNames", value));
	}

	/**
	 * Sets the timeout of tasks whose launch sets none, counted from their start.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withDefaultTimeout(Duration value) {
		return with((copy) -> copy.defaultTimeout = Check.notNegative("defaultTimeout", value));
	}

	/**
	 * Sets how long a cancelled task may take to end before it is overdue.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withCancelGrace(Duration value) {
		return with((copy) -> copy.cancelGrace = Check.notNegative("cancelGrace", value));
	}

	/**
	 * Sets how long {@link Corral#close()} lets tasks end by themselves. Long-running
	 * tasks are cancelled at once.
	 * @param value a duration, zero to cancel at once
	 * @return the new configuration
	 */
	public CorralConfig withShutdownTimeout(Duration value) {
		return with((copy) -> copy.shutdownTimeout = Check.notNegative("shutdownTimeout", value));
	}

	/**
	 * Sets the age, counted from the launch, from which a task is watched for leaks.
	 * @param value a positive duration
	 * @return the new configuration
	 */
	public CorralConfig withLeakAfter(Duration value) {
		return with((copy) -> copy.leakAfter = Check.positive("leakAfter", value));
	}

	/**
	 * Sets the time between two looks of the watcher.
	 * @param value a positive duration
	 * @return the new configuration
	 */
	public CorralConfig withCheckInterval(Duration value) {
		return with((copy) -> copy.checkInterval = Check.positive("checkInterval", value));
	}

	/**
	 * Sets whether the garbage collector is asked to prove that tasks are blocked for
	 * ever. Needs {@code -Djdk.trackAllThreads=false}, else it stays off with one line in
	 * the log. Such a task is collected: its {@code finally} blocks never run.
	 * @param value {@code true} for proofs
	 * @return the new configuration
	 */
	public CorralConfig withProveUnreachable(boolean value) {
		return with((copy) -> copy.proveUnreachable = value);
	}

	/**
	 * Sets how many recent panics, and how many recent leaks, are remembered.
	 * @param value a number, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withRecent(int value) {
		return with((copy) -> copy.recent = Check.notNegative("recent", value));
	}

	/**
	 * Sets how launch sites are found.
	 * @param value the mode
	 * @return the new configuration
	 */
	public CorralConfig withLaunchSite(LaunchSiteMode value) {
		return with((copy) -> copy.launchSite = Check.notNull("launchSite", value));
	}

	/**
	 * Sets the handlers that are notified of panics, in this order.
	 * @param value the handlers; copied, unless it is a {@link CallbackList}
	 * @return the new configuration
	 */
	public CorralConfig withRecoveryHandlers(List<RecoveryHandler> value) {
		return with((copy) -> copy.recoveryHandlers = callbacks("recoveryHandlers", value));
	}

	/**
	 * Sets the listeners that are notified of events, in this order.
	 * @param value the listeners; copied, unless it is a {@link CallbackList}
	 * @return the new configuration
	 */
	public CorralConfig withListeners(List<TaskListener> value) {
		return with((copy) -> copy.listeners = callbacks("listeners", value));
	}

	/**
	 * Sets what is carried from the launching thread to the task, in this order.
	 * @param value the carriers; copied, unless it is a {@link CallbackList}
	 * @return the new configuration
	 */
	public CorralConfig withContextCarriers(List<ContextCarrier> value) {
		return with((copy) -> copy.contextCarriers = callbacks("contextCarriers", value));
	}

	/**
	 * Sets what applies to all tasks of a name. It takes precedence over the settings of
	 * a {@link TaskSpec}.
	 * @param value settings by task name, copied
	 * @return the new configuration
	 */
	public CorralConfig withTaskSettings(Map<String, TaskSettings> value) {
		return with((copy) -> copy.taskSettings = Check.byName("taskSettings", value));
	}

	/**
	 * How many tasks may be queued or live at once.
	 * @return a number, zero for no limit
	 */
	public int maxLive() {
		return this.values.maxLive;
	}

	/**
	 * What a launch does when a limit is reached.
	 * @return what to do
	 */
	public OnFull onFull() {
		return this.values.onFull;
	}

	/**
	 * How long a launch waits for a slot.
	 * @return a duration, zero to reject at once
	 */
	public Duration maxWait() {
		return this.values.maxWait;
	}

	/**
	 * How many task names have counters of their own.
	 * @return a positive number
	 */
	public int maxNames() {
		return this.values.maxNames;
	}

	/**
	 * The timeout of tasks whose launch sets none.
	 * @return a duration, zero for none
	 */
	public Duration defaultTimeout() {
		return this.values.defaultTimeout;
	}

	/**
	 * How long a cancelled task may take to end.
	 * @return a duration, zero for none
	 */
	public Duration cancelGrace() {
		return this.values.cancelGrace;
	}

	/**
	 * How long closing lets tasks end by themselves.
	 * @return a duration, zero to cancel at once
	 */
	public Duration shutdownTimeout() {
		return this.values.shutdownTimeout;
	}

	/**
	 * The age from which a task is watched for leaks.
	 * @return a positive duration
	 */
	public Duration leakAfter() {
		return this.values.leakAfter;
	}

	/**
	 * The time between two looks of the watcher.
	 * @return a positive duration
	 */
	public Duration checkInterval() {
		return this.values.checkInterval;
	}

	/**
	 * Whether the garbage collector is asked for proofs.
	 * @return {@code false} by default
	 */
	public boolean proveUnreachable() {
		return this.values.proveUnreachable;
	}

	/**
	 * How many recent panics and leaks are remembered.
	 * @return a number, zero for none
	 */
	public int recent() {
		return this.values.recent;
	}

	/**
	 * How launch sites are found.
	 * @return the mode
	 */
	public LaunchSiteMode launchSite() {
		return this.values.launchSite;
	}

	/**
	 * The handlers that are notified of panics.
	 * @return the handlers, in order
	 */
	public List<RecoveryHandler> recoveryHandlers() {
		return this.values.recoveryHandlers;
	}

	/**
	 * The listeners that are notified of events.
	 * @return the listeners, in order
	 */
	public List<TaskListener> listeners() {
		return this.values.listeners;
	}

	/**
	 * What is carried from the launching thread to the task.
	 * @return the carriers, in order
	 */
	public List<ContextCarrier> contextCarriers() {
		return this.values.contextCarriers;
	}

	/**
	 * What applies to all tasks of a name.
	 * @return settings by task name
	 */
	public Map<String, TaskSettings> taskSettings() {
		return this.values.taskSettings;
	}

	private static <T> List<T> callbacks(String setting, List<T> value) {
		return (value instanceof CallbackList<T>) ? value : Check.list(setting, value);
	}

	private CorralConfig with(Consumer<ConfigValues> change) {
		ConfigValues copy = new ConfigValues(this.values);
		change.accept(copy);
		return new CorralConfig(copy);
	}

}
