package dev.corral.internal.leak;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.internal.task.SupervisedTask;

/** From which age tasks are watched. Thread-safe. */
public final class LeakAges {

	private final long usual;

	/** Tasks younger than this need no look. */
	private final AtomicLong least;

	public LeakAges(CorralConfig config) {
		this.usual = config.leakAfter().toNanos();
		this.least = new AtomicLong(this.usual);
		config.taskSettings().values().forEach((settings) -> include(settings.leakAfter()));
	}

	// The age that a launch asks for
	public void include(@Nullable Duration asked) {
		if (asked != null && asked.toNanos() < this.least.get()) {
			this.least.accumulateAndGet(asked.toNanos(), Math::min);
		}
	}

	// Of all tasks so far, in nanoseconds
	long least() {
		return this.least.get();
	}

	// Of one task, in nanoseconds
	long of(SupervisedTask<?> task) {
		Duration own = task.options.leakAfter();
		return (own != null) ? own.toNanos() : this.usual;
	}

}
