package dev.corral.internal.platform;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** The real clock and real threads. */
public final class SystemBackend implements Backend {

	/** The one instance. */
	public static final SystemBackend INSTANCE = new SystemBackend();

	private static final long TICK = Duration.ofMillis(1).toNanos();

	private static final long ORIGIN = System.nanoTime();

	private final StackReader stacks = new StackReader(this, Thread::getStackTrace, StackReader::needsHelper,
			Duration.ofSeconds(2));

	private SystemBackend() {
	}

	@Override
	public long nanoTime() {
		return System.nanoTime() - ORIGIN;
	}

	@Override
	public long clockTick() {
		return TICK;
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		return platform ? Thread.ofPlatform().daemon().name(name).unstarted(body)
				: Thread.ofVirtual().name(name).unstarted(body);
	}

	@Override
	public Thread newCallThread(String name, Runnable call) {
		return Thread.ofVirtual().inheritInheritableThreadLocals(false).name(name).unstarted(call);
	}

	@Override
	public Thread startDaemon(String name, Runnable body) {
		return Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(name).start(body);
	}

	@Override
	public void park(Object blocker, long nanos) {
		if (nanos == Long.MAX_VALUE) {
			LockSupport.park(blocker);
		}
		else if (nanos > 0) {
			LockSupport.parkNanos(blocker, nanos);
		}
	}

	@Override
	public @Nullable String proofObstacle() {
		return ThreadCollection.obstacle();
	}

	@Override
	public @Nullable String waitsFor(Thread thread) {
		String parked = Backend.super.waitsFor(thread);
		return (parked != null || thread.isVirtual()) ? parked : LockWaits.classOfLock(thread);
	}

	@Override
	public StackTraceElement[] stackOf(Thread thread) {
		return this.stacks.read(thread);
	}

	@Override
	public List<LockWait> lockWaits() throws IOException {
		return LockWaits.read();
	}

	@Override
	public void unpark(Thread thread) {
		LockSupport.unpark(thread);
	}

	// No hook can be added once they run. One that slips in does nothing
	@Override
	public boolean isExiting() {
		try {
			Thread hook = Thread.ofPlatform().unstarted(Guarded::nothing);
			Runtime.getRuntime().addShutdownHook(hook);
			Runtime.getRuntime().removeShutdownHook(hook);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

}
