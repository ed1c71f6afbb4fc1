package dev.corral;

import java.lang.invoke.VarHandle;
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
 * {@code null}; lists and maps are unmodifiable. A duration longer than 73 years counts
 * as 73 years. Every {@code with…} method throws {@link IllegalArgumentException}, naming
 * the setting, for a value that is {@code null} or out of range.
 */
@CheckReturnValue
public final class CorralConfig {

	/*-
	 * The fields are written by the thread that makes the copy, and never after `with` has
	 * returned it. The fence there stands for that of final fields: a configuration may be
	 * handed to other threads without synchronisation.
	 */

	private static final long BYTES_PER_TASK = 16 * 1024L;

	private int maxLive;

	private OnFull onFull = OnFull.REJECT;

	private Duration maxWait = Duration.ofSeconds(1);

	private int maxNames = 200;

	private Duration defaultTimeout = Duration.ZERO;

	private Duration cancelGrace = Duration.ofSeconds(5);

	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private Duration leakAfter = Duration.ofMinutes(10);

	private Duration checkInterval = Duration.ofSeconds(10);

	private boolean proveUnreachable;

	private int recent = 50;

	private LaunchSiteMode launchSite = LaunchSiteMode.CACHED;

	private List<RecoveryHandler> recoveryHandlers = List.of();

	private List<TaskListener> listeners = List.of();

	private List<ContextCarrier> contextCarriers = List.of();

	private Map<String, TaskSettings> taskSettings = Map.of();

	private CorralConfig() {
		long fitting = Runtime.getRuntime().maxMemory() / BYTES_PER_TASK;
		this.maxLive = (int) Math.min(Integer.MAX_VALUE, Math.max(1, fitting));
	}

	private CorralConfig(CorralConfig other) {
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

	/**
	 * One task per 16 KiB of maximum heap, launches above it rejected, waits of at most 1
	 * s where asked for, 200 names, no default timeout, a cancel grace of 5 s, a shutdown
	 * timeout of 20 s, leaks after 10 min with a look every 10 s, 50 recent panics and
	 * leaks, cached launch sites, no handlers, listeners and context carriers.
	 * @return the defaults
	 */
	public static CorralConfig defaults() {
		return new CorralConfig().with((config) -> {
		});
	}

	/**
	 * Sets how many tasks may be queued or live at once.
	 * @param value a number, zero for no limit
	 * @return the new configuration
	 */
	public CorralConfig withMaxLive(int value) {
		return with((config) -> config.maxLive = Check.notNegative("maxLive", value));
	}

	/**
	 * Sets what a launch does when a limit is reached.
	 * @param value what to do
	 * @return the new configuration
	 */
	public CorralConfig withOnFull(OnFull value) {
		return with((config) -> config.onFull = Check.notNull("onFull", value));
	}

	/**
	 * Sets how long a launch waits for a slot, under {@link OnFull#WAIT}.
	 * @param value a duration, zero to reject at once
	 * @return the new configuration
	 */
	public CorralConfig withMaxWait(Duration value) {
		return with((config) -> config.maxWait = Check.notNegative("maxWait", value));
	}

	/**
	 * Sets how many task names have counters of their own; later names share
	 * {@code other}.
	 * @param value a positive number
	 * @return the new configuration
	 */
	public CorralConfig withMaxNames(int value) {
		return with((config) -> config.maxNames = Check.positive("maxNames", value));
	}

	/**
	 * Sets the timeout of tasks whose launch sets none, counted from their start.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withDefaultTimeout(Duration value) {
		return with((config) -> config.defaultTimeout = Check.notNegative("defaultTimeout", value));
	}

	/**
	 * Sets how long a cancelled task may take to end before it is overdue.
	 * @param value a duration, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withCancelGrace(Duration value) {
		return with((config) -> config.cancelGrace = Check.notNegative("cancelGrace", value));
	}

	/**
	 * Sets how long {@link Corral#close()} lets tasks end by themselves.
	 * @param value a duration, zero to cancel at once
	 * @return the new configuration
	 */
	public CorralConfig withShutdownTimeout(Duration value) {
		return with((config) -> config.shutdownTimeout = Check.notNegative("shutdownTimeout", value));
	}

	/**
	 * Sets the age, counted from the launch, from which a task is watched for leaks.
	 * @param value a positive duration
	 * @return the new configuration
	 */
	public CorralConfig withLeakAfter(Duration value) {
		return with((config) -> config.leakAfter = Check.positive("leakAfter", value));
	}

	/**
	 * Sets the time between two looks of the watcher.
	 * @param value a positive duration
	 * @return the new configuration
	 */
	public CorralConfig withCheckInterval(Duration value) {
		return with((config) -> config.checkInterval = Check.positive("checkInterval", value));
	}

	/**
	 * Sets whether the garbage collector is asked to prove that tasks are blocked for
	 * ever. Needs {@code -Djdk.trackAllThreads=false}, else it stays off with one line in
	 * the log. Such a task is collected: its {@code finally} blocks never run.
	 * @param value {@code true} for proofs
	 * @return the new configuration
	 */
	public CorralConfig withProveUnreachable(boolean value) {
		return with((config) -> config.proveUnreachable = value);
	}

	/**
	 * Sets how many recent panics, and how many recent leaks, are remembered.
	 * @param value a number, zero for none
	 * @return the new configuration
	 */
	public CorralConfig withRecent(int value) {
		return with((config) -> config.recent = Check.notNegative("recent", value));
	}

	/**
	 * Sets how launch sites are found.
	 * @param value the mode
	 * @return the new configuration
	 */
	public CorralConfig withLaunchSite(LaunchSiteMode value) {
		return with((config) -> config.launchSite = Check.notNull("launchSite", value));
	}

	/**
	 * Sets the handlers that are notified of panics, in this order.
	 * @param value the handlers, copied
	 * @return the new configuration
	 */
	public CorralConfig withRecoveryHandlers(List<RecoveryHandler> value) {
		return with((config) -> config.recoveryHandlers = Check.list("recoveryHandlers", value));
	}

	/**
	 * Sets the listeners that are notified of events, in this order.
	 * @param value the listeners, copied
	 * @return the new configuration
	 */
	public CorralConfig withListeners(List<TaskListener> value) {
		return with((config) -> config.listeners = Check.list("listeners", value));
	}

	/**
	 * Sets what is carried from the launching thread to the task, in this order.
	 * @param value the carriers, copied
	 * @return the new configuration
	 */
	public CorralConfig withContextCarriers(List<ContextCarrier> value) {
		return with((config) -> config.contextCarriers = Check.list("contextCarriers", value));
	}

	/**
	 * Sets what applies to all tasks of a name. It takes precedence over what a
	 * {@link TaskSpec} says.
	 * @param value settings by task name, copied
	 * @return the new configuration
	 */
	public CorralConfig withTaskSettings(Map<String, TaskSettings> value) {
		return with((config) -> config.taskSettings = Check.byName("taskSettings", value));
	}

	public int maxLive() {
		return this.maxLive;
	}

	public OnFull onFull() {
		return this.onFull;
	}

	public Duration maxWait() {
		return this.maxWait;
	}

	public int maxNames() {
		return this.maxNames;
	}

	public Duration defaultTimeout() {
		return this.defaultTimeout;
	}

	public Duration cancelGrace() {
		return this.cancelGrace;
	}

	public Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	public Duration leakAfter() {
		return this.leakAfter;
	}

	public Duration checkInterval() {
		return this.checkInterval;
	}

	public boolean proveUnreachable() {
		return this.proveUnreachable;
	}

	public int recent() {
		return this.recent;
	}

	public LaunchSiteMode launchSite() {
		return this.launchSite;
	}

	public List<RecoveryHandler> recoveryHandlers() {
		return this.recoveryHandlers;
	}

	public List<TaskListener> listeners() {
		return this.listeners;
	}

	public List<ContextCarrier> contextCarriers() {
		return this.contextCarriers;
	}

	public Map<String, TaskSettings> taskSettings() {
		return this.taskSettings;
	}

	private CorralConfig with(Consumer<CorralConfig> change) {
		CorralConfig copy = new CorralConfig(this);
		change.accept(copy);
		VarHandle.storeStoreFence();
		return copy;
	}

}
