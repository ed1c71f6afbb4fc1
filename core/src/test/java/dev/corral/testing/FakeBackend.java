package dev.corral.testing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.LockWait;
import dev.corral.internal.platform.SystemBackend;

/**
 * Time that stands still until a test moves it. Tasks run on real threads; the engine's
 * own daemons run only until all of them wait again, at every instant at which one of
 * them wanted to wake.
 */
public final class FakeBackend implements Backend {

	private static final Instant EPOCH = Instant.parse("2026-11-23T15:00:00Z");

	private final Object lock = new Object();

	@GuardedBy("lock")
	private final Map<Thread, Long> parked = new HashMap<>();

	@GuardedBy("lock")
	private final Set<Thread> permits = new HashSet<>();

	@GuardedBy("lock")
	private final Set<Thread> daemons = new HashSet<>();

	@GuardedBy("lock")
	private long now = 1;

	/** What the next task thread does at its start instead of starting. */
	public volatile @Nullable RuntimeException startFailure;

	/** Which daemons cannot be started. */
	public volatile Predicate<String> missing = (name) -> false;

	/** What happens while a launch is on its way: admitted, but not registered yet. */
	public volatile Runnable duringLaunch = () -> {
	};

	/** What task threads wait for before they begin, as if all carriers were busy. */
	public volatile @Nullable CountDownLatch carriers;

	/** What is told of locks; by default what the virtual machine tells. */
	public volatile Callable<List<LockWait>> locks = SystemBackend.INSTANCE::lockWaits;

	/** Whether task threads have already run when the engine wants to start them. */
	public volatile boolean startEarly;

	@Override
	public long nanoTime() {
		synchronized (this.lock) {
			return this.now;
		}
	}

	@Override
	public Instant now() {
		return EPOCH.plusNanos(nanoTime() - 1);
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		RuntimeException failure = this.startFailure;
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

	@Override
	public Thread startDaemon(String name, Runnable body) {
		if (this.missing.test(name)) {
			throw new OutOfMemoryError("planted: no native thread for " + name);
		}
		Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
			try {
				body.run();
			}
			finally {
				synchronized (this.lock) {
					this.daemons.remove(Thread.currentThread());
					this.lock.notifyAll();
				}
			}
		});
		synchronized (this.lock) {
			this.daemons.add(thread);
		}
		thread.start();
		return thread;
	}

	@Override
	@SuppressWarnings("WaitNotInLoop")
	public void park(Object blocker, long nanos) {
		Thread thread = Thread.currentThread();
		synchronized (this.lock) {
			long until = (nanos == Long.MAX_VALUE) ? nanos : this.now + nanos;
			this.parked.put(thread, until);
			this.lock.notifyAll();
			try {
				while (!this.permits.remove(thread) && this.now < until) {
					this.lock.wait();
				}
			}
			catch (InterruptedException ex) {
				thread.interrupt();
			}
			finally {
				this.parked.remove(thread);
			}
		}
	}

	@Override
	public List<LockWait> lockWaits() throws IOException {
		try {
			return this.locks.call();
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void unpark(Thread thread) {
		synchronized (this.lock) {
			this.permits.add(thread);
			this.lock.notifyAll();
		}
		LockSupport.unpark(thread);
	}

	// Moves time, stopping wherever a daemon wants to wake, and waits for the daemons
	public void advance(Duration time) throws InterruptedException {
		synchronized (this.lock) {
			long target = this.now + time.toNanos();
			awaitQuiet();
			while (this.now < target) {
				long next = target;
				for (Thread daemon : this.daemons) {
					next = Math.min(next, this.parked.getOrDefault(daemon, target));
				}
				this.now = Math.max(this.now, Math.min(next, target));
				this.lock.notifyAll();
				awaitQuiet();
			}
		}
	}

	// Moves time although a daemon is held by user code
	public void advanceWithoutWaiting(Duration time) {
		synchronized (this.lock) {
			this.now += time.toNanos();
			this.lock.notifyAll();
		}
	}

	// Acts at a time that no daemon has noticed yet, then lets them
	public void lagging(Runnable action, Duration time) {
		synchronized (this.lock) {
			this.now += time.toNanos();
			action.run();
			this.lock.notifyAll();
		}
	}

	// Until a thread waits here for something that is not there yet
	public void untilParked(Thread thread) throws InterruptedException {
		synchronized (this.lock) {
			while (!this.parked.containsKey(thread) || this.permits.contains(thread)) {
				this.lock.wait();
			}
		}
	}

	// Until every daemon waits for something that is not there yet
	public void awaitQuiet() throws InterruptedException {
		synchronized (this.lock) {
			while (!isQuiet()) {
				this.lock.wait();
			}
		}
	}

	@GuardedBy("lock")
	private boolean isQuiet() {
		for (Thread daemon : this.daemons) {
			Long until = this.parked.get(daemon);
			if (until == null || until <= this.now || this.permits.contains(daemon)) {
				return false;
			}
		}
		return true;
	}

}
