package dev.corral;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** From which age tasks are watched. Thread-safe. */
final class LeakAges {

	private final long usual;

	/** Tasks younger than this need no look. */
	private volatile long least;

	LeakAges(CorralConfig config) {
		this.usual = config.leakAfter().toNanos();
		this.least = this.usual;
		config.taskSettings().values().forEach((settings) -> note(settings.leakAfter()));
	}

	// Hears what a launch asks for
	void note(@Nullable Duration asked) {
		if (asked != null && asked.toNanos() < this.least) {
			lower(asked.toNanos());
		}
	}

	private synchronized void lower(long nanos) {
		this.least = Math.min(this.least, nanos);
	}

	// Of all tasks so far, in nanoseconds
	long least() {
		return this.least;
	}

	// Of one task, in nanoseconds
	long of(SupervisedTask<?> task) {
		Duration own = task.options.leakAfter();
		return (own != null) ? own.toNanos() : this.usual;
	}

}
