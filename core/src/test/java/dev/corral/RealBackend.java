package dev.corral;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.corral.time.Backend;
import dev.corral.time.SystemBackend;

/** The real outside, for tests that change a part of it. */
class RealBackend implements Backend {

	private final Backend real = SystemBackend.INSTANCE;

	@Override
	public long nanoTime() {
		return this.real.nanoTime();
	}

	@Override
	public Instant now() {
		return this.real.now();
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		return this.real.newTaskThread(name, platform, body);
	}

	@Override
	public Thread startDaemon(String name, Runnable body) {
		return this.real.startDaemon(name, body);
	}

	@Override
	public void park(Object blocker, long nanos) {
		this.real.park(blocker, nanos);
	}

	@Override
	public void unpark(Thread thread) {
		this.real.unpark(thread);
	}

	@Override
	public @Nullable String hindranceOfProofs() {
		return this.real.hindranceOfProofs();
	}

}
