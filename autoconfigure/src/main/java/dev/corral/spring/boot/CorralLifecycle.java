package dev.corral.spring.boot;

import org.springframework.context.SmartLifecycle;

import dev.corral.Corral;

/**
 * Calls {@link Corral#close} when the application stops: after the web server, whose
 * requests may launch tasks, and before the pools that tasks may use.
 */
class CorralLifecycle implements SmartLifecycle {

	/*-
	 * Phases stop from high to low: web server MAX - 2048, then this, then pools and
	 * schedulers MAX / 2.
	 */

	static final int PHASE = Integer.MAX_VALUE - 4096;

	private final Corral corral;

	private volatile boolean running;

	CorralLifecycle(Corral corral) {
		this.corral = corral;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.corral.close();
		this.running = false;
	}

	// Spring waits for the callback no longer than the timeout of a shutdown phase. The
	// thread that waits may run a task, which has closed the context
	@Override
	public void stop(Runnable callback) {
		Thread waiting = Thread.currentThread();
		Thread closer = new Thread(() -> {
			try {
				this.corral.closeFor(waiting);
				this.running = false;
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
