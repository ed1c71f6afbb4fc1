package dev.corral.internal.platform;

import java.time.Duration;
import java.time.Instant;

import dev.corral.CorralConfig;

/**
 * The backend, configuration and clock origin of one launcher. Compared by identity: each
 * launcher has an instance of its own, by which its tasks are recognised.
 *
 * @param backend the seam to the virtual machine
 * @param config how the launcher behaves
 * @param nanoOrigin the clock's reading when the launcher was made
 * @param wallOrigin the time of day then
 */
public record Environment(Backend backend, CorralConfig config, long nanoOrigin, Instant wallOrigin) {

	public static Environment of(CorralConfig config, Backend backend) {
		return new Environment(backend, config, backend.nanoTime(), backend.now());
	}

	public long nanoTime() {
		return this.backend.nanoTime();
	}

	// The time since a reading of the clock, never negative
	public Duration since(long nanos) {
		return Duration.ofNanos(Math.max(0, nanoTime() - nanos));
	}

	// The time of day at a reading of the clock
	public Instant wallTime(long nanos) {
		return this.wallOrigin.plusNanos(nanos - this.nanoOrigin);
	}

}
