package dev.corral;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.testing.Engine;

/** An executor view of a launcher on fake time. */
final class ExecutorFixture {

	final Engine engine = new Engine();

	final ExecutorService pool = this.engine.corral.openExecutor("pool");

	@SuppressWarnings("TypeParameterUnusedInFormals")
	static <T extends @Nullable Object> T failing(String message) {
		throw new IllegalStateException(message);
	}

	// Submits a body and waits until it runs
	@CanIgnoreReturnValue
	Future<?> running(Runnable body) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> future = this.pool.submit(() -> {
			begun.countDown();
			body.run();
		});
		begun.await();
		return future;
	}

	// Starts a thread and returns when it waits in the engine
	Thread waiting(Runnable body) throws InterruptedException {
		Thread thread = Thread.ofPlatform().daemon().start(body);
		this.engine.time.untilParked(thread);
		return thread;
	}

	void close() {
		this.engine.release.countDown();
		this.pool.shutdownNow();
		this.engine.close();
	}

}
