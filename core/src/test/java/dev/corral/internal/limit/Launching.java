package dev.corral.internal.limit;

import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** A launch on a thread of its own, and its result. */
final class Launching {

	final Thread thread;

	private volatile @Nullable Throwable thrown;

	volatile boolean flag;

	Launching(Runnable launch) {
		this.thread = Thread.ofPlatform().daemon().unstarted(() -> {
			try {
				launch.run();
			}
			catch (Throwable ex) {
				this.thrown = ex;
			}
			this.flag = Thread.currentThread().isInterrupted();
		});
	}

	// Starts the launch and returns when it waits
	static Launching aside(Engine engine, Runnable launch) throws InterruptedException {
		Launching launching = new Launching(launch);
		launching.thread.start();
		engine.time.untilParked(launching.thread);
		return launching;
	}

	void assertReturned() throws InterruptedException {
		this.thread.join();
		assertThat(this.thrown).isNull();
	}

	void assertRejected(String why) throws InterruptedException {
		this.thread.join();
		assertThat(this.thrown).isInstanceOf(RejectedExecutionException.class).hasMessageContaining(why);
	}

}
