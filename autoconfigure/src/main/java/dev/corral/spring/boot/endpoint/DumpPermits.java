package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Limits how many dumps are made at once over HTTP: lists of tasks, groups, scopes and
 * profiles. A permit expires when the dump is not read within ten seconds. Thread-safe.
 */
final class DumpPermits {

	/** How many dumps are made at once. */
	static final int AT_ONCE = 4;

	private static final long EXPIRY = Duration.ofSeconds(10).toNanos();

	private final int limit;

	private final LongSupplier nanoTime;

	@GuardedBy("this")
	private final List<Permit> held = new ArrayList<>();

	DumpPermits(int limit, LongSupplier nanoTime) {
		this.limit = limit;
		this.nanoTime = nanoTime;
	}

	// Empty when all permits are held
	synchronized Optional<Permit> acquire() {
		long now = this.nanoTime.getAsLong();
		this.held.removeIf((permit) -> !permit.begun && now - permit.since > EXPIRY);
		if (this.held.size() >= this.limit) {
			return Optional.empty();
		}
		Permit permit = new Permit(now);
		this.held.add(permit);
		return Optional.of(permit);
	}

	// A dump that begins after its permit has expired counts again, even above the limit
	private synchronized void begin(Permit permit) {
		permit.begun = true;
		if (!this.held.contains(permit)) {
			this.held.add(permit);
		}
	}

	private synchronized void release(Permit permit) {
		this.held.remove(permit);
	}

	/** The right to make one dump. */
	final class Permit {

		private final long since;

		private boolean begun;

		private Permit(long since) {
			this.since = since;
		}

		/** From now on the dump is read, and the permit does not expire. */
		void begin() {
			DumpPermits.this.begin(this);
		}

		/** Returns the permit; further calls do nothing. */
		void release() {
			DumpPermits.this.release(this);
		}

	}

}
