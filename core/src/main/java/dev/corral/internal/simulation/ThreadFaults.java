package dev.corral.internal.simulation;

import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** Makes threads of a {@link FakeBackend} fail to start, or wait. Thread-safe. */
public final class ThreadFaults {

	private volatile @Nullable RuntimeException taskThreadFailure;

	private volatile Predicate<String> failingDaemons = (name) -> false;

	private volatile Runnable duringLaunch = () -> {
	};

	private volatile @Nullable CountDownLatch carriers;

	private volatile boolean startEarly;

	private volatile boolean holdCalls;

	private volatile boolean failCalls;

	ThreadFaults() {
	}

	/**
	 * Makes every launch fail when it asks for a thread.
	 * @param failure what the launch throws, {@code null} to let launches succeed again
	 */
	public void failTaskThreads(@Nullable RuntimeException failure) {
		this.taskThreadFailure = failure;
	}

	/**
	 * Makes the start of daemon threads fail with an {@link OutOfMemoryError}.
	 * @param names the names of the threads that cannot be started
	 */
	public void failDaemons(Predicate<String> names) {
		this.failingDaemons = names;
	}

	/**
	 * Sets what happens during a launch, when it is admitted but not registered yet.
	 * @param action runs on the launching thread
	 */
	public void duringLaunch(Runnable action) {
		this.duringLaunch = action;
	}

	/**
	 * Keeps the threads of later launches from running, as if all carriers were busy.
	 * @param free the threads run when it is down, {@code null} to let them run at once
	 */
	public void holdTaskThreads(@Nullable CountDownLatch free) {
		this.carriers = free;
	}

	/**
	 * Makes threads of callbacks end without running their call.
	 * @param hold whether to do so from now on
	 */
	public void holdCallThreads(boolean hold) {
		this.holdCalls = hold;
	}

	/**
	 * Makes the threads of callbacks fail to start.
	 * @param fail whether to do so from now on
	 */
	public void failCallThreads(boolean fail) {
		this.failCalls = fail;
	}

	Runnable bodyOfCallThread(Runnable call) {
		if (this.failCalls) {
			throw new OutOfMemoryError("planted, no thread");
		}
		return this.holdCalls ? () -> {
		} : call;
	}

	/** Makes launches fail because their thread has been started before. */
	public void startTaskThreadsEarly() {
		this.startEarly = true;
	}

	Thread newTaskThread(String name, boolean platform, Runnable body) {
		RuntimeException failure = this.taskThreadFailure;
		if (failure != null) {
			throw failure;
		}
		this.duringLaunch.run();
		if (this.startEarly) {
			return Thread.ofPlatform().daemon().start(() -> {
			});
		}
		CountDownLatch free = this.carriers;
		Runnable run = (free != null) ? () -> {
			awaitCarrier(free);
			body.run();
		} : body;
		return platform ? Thread.ofPlatform().daemon().name(name).unstarted(run)
				: Thread.ofVirtual().name(name).unstarted(run);
	}

	private static void awaitCarrier(CountDownLatch free) {
		try {
			free.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("a queued task was interrupted", ex);
		}
	}

	void beforeDaemon(String name) {
		if (this.failingDaemons.test(name)) {
			throw new OutOfMemoryError("planted: no native thread for " + name);
		}
	}

}
