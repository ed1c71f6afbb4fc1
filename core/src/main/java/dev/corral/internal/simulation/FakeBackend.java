package dev.corral.internal.simulation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.LockWait;
import dev.corral.internal.platform.SystemBackend;

/**
 * A backend whose clock stands still until a test moves it. Tasks run on real threads.
 * The engine's daemon threads run only until all of them wait again. Thread-safe.
 */
@SuppressWarnings("exports")
public final class FakeBackend implements Backend {

	/*-
	 * A thread that parks enters its wake-up time in `parked` and then parks for real, outside the
	 * lock. A thread that moves the clock or unparks it changes the state under the lock first, then
	 * wakes it. The thread decides under the lock whether to stay, so no wake-up is lost and
	 * a spurious one does no harm. It waits from the time that it has read last, as a real one does:
	 * had the clock moved between reading and parking, the thread would else wake that much later.
	 *
	 * No thread waits inside a monitor: on JDK 21 a virtual thread that does keeps its carrier.
	 */

	private static final Instant EPOCH = Instant.parse("2026-11-23T15:00:00Z");

	private final ReentrantLock lock = new ReentrantLock();

	/** Signalled when a thread parks and when a daemon thread ends. */
	private final Condition changed = this.lock.newCondition();

	/** The threads that are parked, each with the time at which it wakes by itself. */
	@GuardedBy("lock")
	private final Map<Thread, Long> parked = new HashMap<>();

	/** The threads that were unparked and have not noticed it yet. */
	@GuardedBy("lock")
	private final Set<Thread> permits = new HashSet<>();

	/** Those of the engine, and those that it makes for one call of the user's. */
	@GuardedBy("lock")
	private final Set<Thread> daemons = new HashSet<>();

	/** What each daemon thread has read on the clock since it was last parked. */
	@GuardedBy("lock")
	private final Map<Thread, Long> read = new HashMap<>();

	@GuardedBy("lock")
	private long now = 1;

	private final ThreadFaults faults = new ThreadFaults();

	private volatile Callable<List<LockWait>> lockWaits = SystemBackend.INSTANCE::lockWaits;

	/**
	 * Creates a launcher that runs on this clock.
	 * @param config its configuration
	 * @return the launcher
	 */
	public Corral launcher(CorralConfig config) {
		return DefaultCorral.create(config, this);
	}

	/**
	 * How threads fail to start, or wait.
	 * @return always the same faults, none at first
	 */
	public ThreadFaults faults() {
		return this.faults;
	}

	/**
	 * Sets which waits for locks the engine sees; by default those of the virtual
	 * machine.
	 * @param source called each time that the engine asks
	 */
	public void lockWaits(Callable<List<LockWait>> source) {
		this.lockWaits = source;
	}

	@Override
	public long nanoTime() {
		Thread thread = Thread.currentThread();
		this.lock.lock();
		try {
			if (this.daemons.contains(thread)) {
				this.read.put(thread, this.now);
			}
			return this.now;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Instant now() {
		return EPOCH.plusNanos(nanoTime() - 1);
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		return this.faults.newTaskThread(name, platform, body);
	}

	@Override
	public Thread newCallThread(String name, Runnable call) {
		Runnable body = this.faults.bodyOfCallThread(call);
		Thread thread = Thread.ofVirtual().name(name).unstarted(() -> runDaemon(body));
		this.lock.lock();
		try {
			this.daemons.add(thread);
		}
		finally {
			this.lock.unlock();
		}
		return thread;
	}

	@Override
	public Thread startDaemon(String name, Runnable body) {
		this.faults.beforeDaemon(name);
		Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> runDaemon(body));
		this.lock.lock();
		try {
			this.daemons.add(thread);
		}
		finally {
			this.lock.unlock();
		}
		thread.start();
		return thread;
	}

	private void runDaemon(Runnable body) {
		try {
			body.run();
		}
		finally {
			daemonEnded(Thread.currentThread());
		}
	}

	private void daemonEnded(Thread thread) {
		this.lock.lock();
		try {
			this.daemons.remove(thread);
			this.read.remove(thread);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void park(Object blocker, long nanos) {
		Thread thread = Thread.currentThread();
		this.lock.lock();
		try {
			Long from = this.read.remove(thread);
			long start = (from != null) ? from : this.now;
			this.parked.put(thread, (nanos == Long.MAX_VALUE) ? nanos : start + nanos);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		while (staysParked(thread)) {
			LockSupport.park(blocker);
		}
	}

	// Takes the thread out of `parked` when it does not stay
	private boolean staysParked(Thread thread) {
		this.lock.lock();
		try {
			long until = this.parked.getOrDefault(thread, 0L);
			boolean stays = !this.permits.remove(thread) && this.now < until && !thread.isInterrupted();
			if (!stays) {
				this.parked.remove(thread);
			}
			return stays;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void unpark(Thread thread) {
		this.lock.lock();
		try {
			this.permits.add(thread);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		LockSupport.unpark(thread);
	}

	@Override
	public List<LockWait> lockWaits() throws IOException {
		try {
			return this.lockWaits.call();
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Moves the clock. It stops at every time at which a daemon thread wants to wake, and
	 * goes on when all daemon threads wait again.
	 * @param time how far
	 * @throws InterruptedException when the calling thread is interrupted meanwhile
	 */
	public void advance(Duration time) throws InterruptedException {
		this.lock.lock();
		try {
			long target = this.now + time.toNanos();
			awaitQuiet();
			while (this.now < target) {
				long next = target;
				for (Thread daemon : this.daemons) {
					next = Math.min(next, this.parked.getOrDefault(daemon, target));
				}
				moveTo(Math.max(this.now, next));
				awaitQuiet();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Moves the clock and returns at once, although a daemon thread is held by user code.
	 * @param time how far
	 */
	public void advanceWithoutWaiting(Duration time) {
		lagging(() -> {
		}, time);
	}

	/**
	 * Moves the clock and acts at the new time, before any daemon thread notices it.
	 * @param action what to do then
	 * @param time how far
	 */
	public void lagging(Runnable action, Duration time) {
		this.lock.lock();
		try {
			this.now += time.toNanos();
			action.run();
			moveTo(this.now);
		}
		finally {
			this.lock.unlock();
		}
	}

	@GuardedBy("lock")
	private void moveTo(long time) {
		this.now = time;
		this.parked.forEach((thread, until) -> {
			if (until <= time) {
				LockSupport.unpark(thread);
			}
		});
	}

	/**
	 * Waits until a thread is parked here and stays so.
	 * @param thread the thread
	 * @throws InterruptedException when the calling thread is interrupted meanwhile
	 */
	public void untilParked(Thread thread) throws InterruptedException {
		this.lock.lock();
		try {
			while (!staysUntilMoved(thread)) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// Whether it is parked, and neither its time nor another thread wakes it
	@GuardedBy("lock")
	private boolean staysUntilMoved(Thread thread) {
		Long until = this.parked.get(thread);
		return until != null && until > this.now && !this.permits.contains(thread);
	}

	/**
	 * Waits until every daemon thread is parked and nothing wakes it at this time.
	 * @throws InterruptedException when the calling thread is interrupted meanwhile
	 */
	public void awaitQuiet() throws InterruptedException {
		this.lock.lock();
		try {
			while (!isQuiet()) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@GuardedBy("lock")
	private boolean isQuiet() {
		for (Thread daemon : this.daemons) {
			if (!staysUntilMoved(daemon)) {
				return false;
			}
		}
		return true;
	}

}
