package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
import dev.corral.TaskSettings;
import dev.corral.internal.failure.ExpectedTypes;

/**
 * What a launch may ask for beyond name and body. Immutable; one shared instance serves
 * all plain launches.
 *
 * @param timeout the task's timeout, {@link Duration#ZERO} for none, {@code null} for the
 * launcher's default
 * @param handler the handler in place of the launcher's, {@code null} for the launcher's
 * @param leakAfter the age from which it is watched, {@code null} for the launcher's
 * default
 * @param longRunning whether it is exempt from suspicions
 * @param platform whether to run on a platform thread
 * @param restart whether it is run again after a panic
 * @param expected failures that are no panics
 */
public record TaskOptions(@Nullable Duration timeout, @Nullable RecoveryHandler handler, @Nullable Duration leakAfter,
		boolean longRunning, boolean platform, RestartPolicy restart, ExpectedTypes expected) {

	/** What a plain launch asks for. */
	public static final TaskOptions DEFAULTS = new TaskOptions(null, null, null, false, false, RestartPolicy.never(),
			ExpectedTypes.NONE);

	public TaskOptions withTimeout(Duration value) {
		return new TaskOptions(value, this.handler, this.leakAfter, this.longRunning, this.platform, this.restart,
				this.expected);
	}

	public TaskOptions withHandler(RecoveryHandler value) {
		return new TaskOptions(this.timeout, value, this.leakAfter, this.longRunning, this.platform, this.restart,
				this.expected);
	}

	public TaskOptions withLeakAfter(Duration value) {
		return new TaskOptions(this.timeout, this.handler, value, this.longRunning, this.platform, this.restart,
				this.expected);
	}

	public TaskOptions asLongRunning() {
		return new TaskOptions(this.timeout, this.handler, this.leakAfter, true, this.platform, this.restart,
				this.expected);
	}

	public TaskOptions onPlatform() {
		return new TaskOptions(this.timeout, this.handler, this.leakAfter, this.longRunning, true, this.restart,
				this.expected);
	}

	public TaskOptions withRestart(RestartPolicy value) {
		return new TaskOptions(this.timeout, this.handler, this.leakAfter, this.longRunning, this.platform, value,
				this.expected);
	}

	public TaskOptions withExpected(Class<? extends Throwable> type) {
		return new TaskOptions(this.timeout, this.handler, this.leakAfter, this.longRunning, this.platform,
				this.restart, this.expected.with(type));
	}

	// What the configuration says about the name beats the code
	public TaskOptions with(@Nullable TaskSettings settings) {
		if (settings == null) {
			return this;
		}
		Duration ownTimeout = settings.timeout();
		Duration ownLeakAfter = settings.leakAfter();
		Boolean ownLongRunning = settings.longRunning();
		RestartPolicy ownRestart = settings.restart();
		List<Class<? extends Throwable>> ownExpected = settings.expected();
		return new TaskOptions((ownTimeout != null) ? ownTimeout : this.timeout, this.handler,
				(ownLeakAfter != null) ? ownLeakAfter : this.leakAfter,
				(ownLongRunning != null) ? ownLongRunning : this.longRunning, this.platform,
				(ownRestart != null) ? withPredicate(ownRestart) : this.restart,
				(ownExpected != null) ? new ExpectedTypes(ownExpected) : this.expected);
	}

	// A predicate is set in code only, so a configured policy without one leaves it
	private RestartPolicy withPredicate(RestartPolicy configured) {
		Predicate<? super Throwable> own = this.restart.retryIf();
		boolean kept = own != null && configured.retryIf() == null && configured.max() != 0;
		return (own != null && kept) ? configured.retryIf(own) : configured;
	}

}
