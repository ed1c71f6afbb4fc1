package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Lets a few answers be made at once. An answer that nobody begins to read gives its
 * place up after a while. Thread-safe.
 */
final class DumpPermits {

	/** How many dumps are made at once. */
	static final int AT_ONCE = 4;

	/** How long an answer may wait to be read. */
	private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

	private final int places;

	private final LongSupplier nanoTime;

	@GuardedBy("this")
	private final List<Pass> taken = new ArrayList<>();

	DumpPermits(int places, LongSupplier nanoTime) {
		this.places = places;
		this.nanoTime = nanoTime;
	}

	// Empty when all places are taken
	synchronized Optional<Pass> enter() {
		long now = this.nanoTime.getAsLong();
		this.taken.removeIf((pass) -> !pass.begun && now - pass.since > PATIENCE);
		if (this.taken.size() >= this.places) {
			return Optional.empty();
		}
		Pass pass = new Pass(now);
		this.taken.add(pass);
		return Optional.of(pass);
	}

	private synchronized void begin(Pass pass) {
		pass.begun = true;
		if (!this.taken.contains(pass)) {
			this.taken.add(pass);
		}
	}

	private synchronized void leave(Pass pass) {
		this.taken.remove(pass);
	}

	/** The right to make one answer. */
	final class Pass {

		private final long since;

		private boolean begun;

		private Pass(long since) {
			this.since = since;
		}

		/** The answer is read from now on. */
		void begin() {
			DumpPermits.this.begin(this);
		}

		/** Gives the place back; further calls do nothing. */
		void leave() {
			DumpPermits.this.leave(this);
		}

	}

}
