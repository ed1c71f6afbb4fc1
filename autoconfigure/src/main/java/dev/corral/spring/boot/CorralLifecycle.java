package dev.corral.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.corral.Corral;

/**
 * Closes the launcher after the web server has stopped, whose requests may launch, and
 * before the pools that tasks may use.
 */
class CorralLifecycle implements SmartLifecycle {

	/*-
	 * Phases stop from high to low: web server MAX - 2048, then this, then pools and
	 * schedulers MAX / 2.
	 */

	static final int PHASE = Integer.MAX_VALUE - 4096;

	private final @Nullable Corral corral;

	private volatile boolean running;

	CorralLifecycle(@Nullable Corral corral) {
		this.corral = corral;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		if (this.corral != null) {
			this.corral.close();
		}
		this.running = false;
	}

	// The processor waits for the callback no longer than the time of its phase
	@Override
	public void stop(Runnable callback) {
		Thread closer = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "corral-shutdown");
		closer.setDaemon(true);
		closer.start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// A closed launcher cannot be opened again
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
