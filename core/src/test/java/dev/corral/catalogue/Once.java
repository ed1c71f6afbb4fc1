package dev.corral.catalogue;

import java.util.concurrent.Semaphore;

import dev.corral.TaskBody;

/** Runs something once, as Go has it: others wait until the first has run it. */
final class Once {

	private final Semaphore mutex = new Semaphore(1);

	private boolean done;

	void run(TaskBody body) throws Exception {
		this.mutex.acquire();
		try {
			if (!this.done) {
				body.run();
				this.done = true;
			}
		}
		finally {
			this.mutex.release();
		}
	}

}
