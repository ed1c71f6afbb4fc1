package dev.corral;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a launch may ask for beyond name and body. Immutable; one shared instance serves
 * all plain launches.
 *
 * @param timeout the task's timeout, {@link Duration#ZERO} for none, {@code null} for the
 * launcher's default
 * @param handler the handler in place of the launcher's, {@code null} for the launcher's
 * @param platform whether to run on a platform thread
 */
record TaskOptions(@Nullable Duration timeout, @Nullable RecoveryHandler handler, boolean platform) {

	static final TaskOptions DEFAULTS = new TaskOptions(null, null, false);

	TaskOptions withTimeout(Duration value) {
		return new TaskOptions(value, this.handler, this.platform);
	}

	TaskOptions withHandler(RecoveryHandler value) {
		return new TaskOptions(this.timeout, value, this.platform);
	}

	TaskOptions onPlatform() {
		return new TaskOptions(this.timeout, this.handler, true);
	}

}
